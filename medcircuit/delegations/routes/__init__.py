"""The doors of the slice, a module for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_smorest import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Each subject's blueprint; the application registers them all."""
