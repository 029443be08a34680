"""`muster mock`: serve the document's examples, without anything behind them."""

from typing import Annotated

import typer

from deploy.cli.console import acting, console


def mock(
    port: Annotated[int, typer.Option(help="Where to listen.")] = 8801,
    host: Annotated[str, typer.Option(help="On which address; 0.0.0.0 is all of them.")] = "127.0.0.1",
    every: Annotated[float, typer.Option(help="Seconds between two events of the stream.", min=0.05)] = 3.0,
) -> None:
    """Answer every request of the API with the examples of its document, as long as it is one the document allows."""
    import uvicorn

    from deploy.checks.api.document import served
    from deploy.stack.errors import StackError

    with acting():
        try:
            from deploy.mock.app import mock as application
        except ModuleNotFoundError as missing:
            raise StackError(f"The mock server needs {missing.name}: `make setup` installs it.") from None
        console.print(f"The examples of the API: http://{host}:{port}")
        console.print(f"Its reference: http://{host}:{port}/docs")
        uvicorn.run(application(served(), every), host=host, port=port, log_level="warning")
