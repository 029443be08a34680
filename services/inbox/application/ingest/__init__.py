"""What becomes of a batch of channel events: the rules applied to what was read, and the changes to write."""
