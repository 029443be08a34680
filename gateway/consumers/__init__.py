"""One file per topic read: a contract event in, a use case called."""
