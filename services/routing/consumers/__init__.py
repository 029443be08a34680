"""What routing does on events of the log: the inbox's, those of crisis, and the gateway's directory."""
