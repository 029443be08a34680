"""`python -m deploy.cli` is `muster`, where the project is not installed, as in the image."""

from deploy.cli.main import app

app()
