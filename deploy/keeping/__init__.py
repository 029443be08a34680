"""Backups: the documents of all services as of one moment, with what consumers had not read, and back again."""
