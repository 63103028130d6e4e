"""The identifiers that a request names or a browser made."""

from __future__ import annotations

from marshmallow import validate

ID = validate.Regexp(r"[0-9A-Za-z_-]{8,36}\Z")
"""What an identifier is made of: no oblique stroke, for the keys of doses are made of it."""
