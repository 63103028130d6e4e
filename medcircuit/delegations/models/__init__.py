"""The tables of the slice; importing this package enters them all in the metadata."""

from medcircuit.delegations.models import authorisations, protocols, remote

__all__ = ["authorisations", "protocols", "remote"]
