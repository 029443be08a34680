"""Holds the OpenAPI document to what generators of clients and linters want of one; `make api` runs it."""
