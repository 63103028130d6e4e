"""Documents as a request gets them: shown in the browser, from where they are printed."""

from __future__ import annotations

from flask import Response

PDF = {"200": {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
"""What the description of a route says of a document."""


def shown_pdf(content: bytes) -> Response:
    """The answer that shows a document."""
    answer = Response(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = "inline"
    return answer
