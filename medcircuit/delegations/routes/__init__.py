"""The doors of the slice, a module for each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcircuit.delegations.routes import remote

if TYPE_CHECKING:
    from flask_smorest import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (remote.bp,)
"""Each subject's blueprint; the application registers them all."""
