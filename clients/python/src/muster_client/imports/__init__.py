"""Importers of what other tools export: `python -m muster_client.imports chatwoot PATH --url … --key …`."""
