"""The doors of the slice, a module for each subject."""

from __future__ import annotations

from flask_smorest import Blueprint

from medcircuit.delegations.routes import authorisations, protocols, remote

BLUEPRINTS: tuple[Blueprint, ...] = (authorisations.bp, protocols.bp, remote.bp)
"""Each subject's blueprint; the application registers them all."""
