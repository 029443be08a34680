"""The ingest of a batch of channel events: rules applied to the state that was read, and the changes to write."""
