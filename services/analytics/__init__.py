"""Every event becomes a measure."""
