"""The application over a test's database: making its 200 routes costs more than most tests."""

from functools import cache

from medcircuit.web.app import create_app


@cache
def made(demo):
    return create_app(None, demo=demo)


def application(database, clock, *, demo=False, **parts):
    """One application, handed from test to test, standing on this database: one test uses it at a time."""
    app = made(demo)
    app.stand_on(database, clock, **parts)
    return app
