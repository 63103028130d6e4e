"""The tables of the slice; importing this package enters them all in the metadata."""

from medcircuit.delegations.models import authorisations, remote

__all__ = ["authorisations", "remote"]
