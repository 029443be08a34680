"""What the tests of the channels share."""
