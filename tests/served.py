"""The application over a test's database: making its 200 routes costs more than most tests."""

import threading
from functools import cache

import waitress
from waitress import wasyncore

from medcircuit.medicines.rules.codes import prepare_codes
from medcircuit.web.app import create_app


@cache
def made(demo):
    prepare_codes()  # as a server does before it serves
    return create_app(None, demo=demo)


def application(database, clock, *, demo=False, **parts):
    """One application, handed from test to test, standing on this database: one test uses it at a time."""
    app = made(demo)
    app.stand_on(database, clock, **parts)
    return app


class Live:
    """An application served on a port of its own, until it is closed."""

    def __init__(self, app, *, threads=8, **manners):
        self.app = app
        self.sockets = {}
        self.server = waitress.create_server(
            app, map=self.sockets, host="127.0.0.1", port=0, threads=threads, ident=None, **manners
        )
        self.address = f"http://localhost:{self.server.effective_port}"
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def close(self):
        """End the work; then the loop itself closes every socket, for it may be waiting on any of them."""
        self.server.task_dispatcher.shutdown()
        self.server.trigger.pull_trigger(lambda: wasyncore.close_all(self.sockets))
        self.thread.join(timeout=5)
        assert not self.thread.is_alive()
