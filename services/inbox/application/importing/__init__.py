"""What an import makes of its items."""
