"""The product as it is served, in a process of its own, on a database that is there; run as a module."""

from __future__ import annotations

import logging

import click
import waitress

from medcircuit.bench.house import NOW
from medcircuit.kernel.clock import ShiftedClock
from medcircuit.kernel.db import open_database
from medcircuit.web.app import create_app


@click.command()
@click.option("--url", required=True)
@click.option("--port", required=True, type=int)
@click.option("--threads", default=8, type=int)
def main(url: str, port: int, threads: int) -> None:
    """Serve the house to measure, its clock started in its morning round."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # says every request that waits
    app = create_app(open_database(url), ShiftedClock(NOW))
    waitress.serve(app, host="127.0.0.1", port=port, threads=threads, ident=None)


if __name__ == "__main__":
    main()
