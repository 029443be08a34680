"""What Muster costs to run, and how much of it a demand needs."""
