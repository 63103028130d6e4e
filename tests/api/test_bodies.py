"""How much of a request is read: a body of any length that is taken, and nothing beyond, however it is told."""

import http.client
import json

import pytest

from medcircuit.web.app import LARGEST_REQUEST
from tests.served import Live


@pytest.fixture
def house(sqlite_house):
    """What is read of a request is the same on the other engine."""
    return sqlite_house


def body_of(length):
    empty = json.dumps({"login": "a", "password": "", "device": "d"}).encode()
    return empty.replace(b'""', b'"' + b"x" * (length - len(empty)) + b'"')


@pytest.mark.parametrize("pieces", [False, True], ids=["length told", "in pieces"])
def test_a_body_is_read_up_to_the_largest_and_refused_beyond(app, pieces):
    live = Live(app)
    try:
        answers = [
            sent(live, body_of(length), pieces=pieces) for length in (LARGEST_REQUEST, LARGEST_REQUEST + 1)
        ]
    finally:
        live.close()
    assert answers == [(422, "malformed_request"), (413, "too_large")]


def sent(live, body, *, pieces):
    connection = http.client.HTTPConnection("localhost", live.server.effective_port, timeout=10)
    headers = {"Content-Type": "application/json", "X-Requested-With": "medcircuit"}
    connection.request(
        "POST", "/api/session", iter([body]) if pieces else body, headers, encode_chunked=pieces
    )
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    return answer.status, said["code"]
