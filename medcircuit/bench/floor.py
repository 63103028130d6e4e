"""The floor: what the least honest act costs on the same machine, server and database engine.

A bare Flask view: four look-ups by key, two inserts, one COMMIT as durable as ours, in SQLAlchemy Core; no session,
no verdict, no audit. Run as a module, it serves until it is stopped.
"""

from __future__ import annotations

import logging

import click
import waitress
from flask import Flask, request
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    create_engine,
    event,
    insert,
    select,
)

ROWS = 2000
"""How many rows each table that is looked up holds."""

metadata = MetaData()
looked_up = tuple(
    Table(f"floor_{name}", metadata, Column("id", Integer, primary_key=True), Column("text", String(80)))
    for name in ("person", "line", "product", "dose")
)
written = tuple(
    Table(
        f"floor_{name}",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("at", String(27)),
        Column("content", Text),
    )
    for name in ("scan", "event")
)

_LOOK = tuple(select(table.c.text).where(table.c.id == bindparam("wanted")) for table in looked_up)
_WRITE = tuple(insert(table) for table in written)


def bare_app(engine: Engine) -> Flask:
    """The application with the one bare view."""
    app = Flask("floor")

    @app.post("/act")
    def act() -> dict[str, str]:
        told = request.get_json()
        with engine.begin() as connection:
            texts = [connection.execute(query, {"wanted": told["number"]}).scalar_one() for query in _LOOK]
            for statement in _WRITE:
                connection.execute(statement, {"id": told["id"], "at": told["at"], "content": texts[0]})
        return {"id": told["id"], "text": texts[1]}

    return app


def open_floor(url: str) -> Engine:
    """An engine as durable as the product's, with the floor's tables filled."""
    engine = create_engine(url, pool_size=8, max_overflow=32)
    if engine.dialect.name == "sqlite":
        _be_durable(engine)
    metadata.create_all(engine)
    with engine.begin() as connection:
        for table in looked_up:
            connection.execute(insert(table), [{"id": n, "text": f"{table.name} {n}"} for n in range(ROWS)])
    return engine


def _be_durable(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _settings(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        for setting in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "cache_size=-32000"):
            connection.execute(f"PRAGMA {setting}")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@click.command()
@click.option("--url", required=True)
@click.option("--port", required=True, type=int)
@click.option("--threads", default=8, type=int)
def main(url: str, port: int, threads: int) -> None:
    """Serve the bare view."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # says every request that waits
    waitress.serve(bare_app(open_floor(url)), host="127.0.0.1", port=port, threads=threads)


if __name__ == "__main__":
    main()
