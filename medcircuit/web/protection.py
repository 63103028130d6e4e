"""The headers that protect every answer: what a page may do, and that no cache keeps anything of anyone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Headers = list[tuple[str, str]]

_PAGE = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), serial=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_DATA = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""What is JSON is no page, and may do nothing: the rest would be sent with every scan for nobody."""
_JSON = ("application/json", "application/problem+json")
_TLS = {"Strict-Transport-Security": "max-age=31536000"}


def _by_name(headers: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """Each by its name in small letters; one that an answer has already stays as it is."""
    return {name.lower(): (name, value) for name, value in headers.items()}


PROTECTIONS = {
    (scheme, is_data): _by_name(ours | (_TLS if scheme == "https" else {}))
    for scheme in ("http", "https")
    for is_data, ours in ((False, _PAGE), (True, _DATA))
}
"""The headers of every answer, by the scheme of the address and by whether it is data or may be a page."""


def protected(headers: Headers, environ: Mapping[str, Any]) -> Headers:
    """The headers of an answer with those of every answer: what a page may do, and that no cache keeps anything of anyone."""
    said = {name.lower(): value for name, value in headers}
    is_data = said.get("content-type", "").startswith(_JSON)
    ours = PROTECTIONS[environ["wsgi.url_scheme"], is_data]
    if said.keys().isdisjoint(ours):
        return [*headers, *ours.values()]
    return [*headers, *(one for name, one in ours.items() if name not in said)]
