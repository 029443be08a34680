"""One file per topic read: the inbox's events, those of crisis, and the gateway's directory."""
