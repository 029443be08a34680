"""One file per topic read: what its events mean to the numbers; `batch` counts them."""
