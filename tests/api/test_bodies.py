"""How much of a request is read: a body of any length that is taken, and nothing beyond, however it is told."""

import http.client
import json
import socket

import pytest

from medcircuit.web.app import LARGEST_REQUEST
from medcircuit.web.commands import LARGEST_BODY
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


def test_a_body_far_beyond_is_stopped_by_the_server_before_it_is_sent(app):
    live = Live(app, max_request_body_size=LARGEST_BODY)
    try:
        kept = [announced(live, length) for length in (LARGEST_BODY - 1, LARGEST_BODY)]
    finally:
        live.close()
    assert kept == [b"", b"HTTP/1.1 413 Request Entity Too Large"]


def announced(live, length):
    """The first line of what is answered to a head alone, its body not sent; nothing while the body is waited for."""
    head = f"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", live.server.effective_port), timeout=0.5) as connection:
        connection.sendall(head.encode())
        try:
            return connection.recv(4096).splitlines()[0]
        except TimeoutError:
            return b""


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
