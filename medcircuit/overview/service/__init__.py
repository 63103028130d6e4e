"""What gathers several slices: a person's treatment for documents, a prescriber's queue."""

from medcircuit.overview.service.dossier import LOOKED_BACK, Dossier, dossier
from medcircuit.overview.service.queue import Card, CardLine, queue

__all__ = ["LOOKED_BACK", "Card", "CardLine", "Dossier", "dossier", "queue"]
