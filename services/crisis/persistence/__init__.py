"""What crisis keeps in MongoDB."""
