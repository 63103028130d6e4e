"""The product as it is served, in a process of its own, on a database that is there; run as a module."""

from __future__ import annotations

import click

from medcircuit.bench.house import NOW
from medcircuit.kernel.clock import ShiftedClock
from medcircuit.kernel.db import open_database
from medcircuit.web.app import create_app
from medcircuit.web.commands import run


@click.command()
@click.option("--url", required=True)
@click.option("--port", required=True, type=int)
@click.option("--threads", default=8, type=int)
def main(url: str, port: int, threads: int) -> None:
    """Serve the house to measure, its clock started in its morning round."""
    app = create_app(open_database(url), ShiftedClock(NOW))
    run(app, host="127.0.0.1", port=port, threads=threads)


if __name__ == "__main__":
    main()
