"""The one public API: authentication, quotas, ingest, composition and streams."""
