"""The command line: each slice brings its own group of commands."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """The medication circuit: serve it, feed it, check it."""
