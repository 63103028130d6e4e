"""What gathers several slices: a person's treatment for documents, a prescriber's queue."""

from medcircuit.overview.service.dossier import LOOKED_BACK, Dossier, dossier
from medcircuit.overview.service.queue import Card, CardLine, Queue, queue
from medcircuit.overview.service.waiting import Ending, Unsigned, Waiting, waiting

__all__ = [
    "LOOKED_BACK",
    "Card",
    "CardLine",
    "Dossier",
    "Ending",
    "Queue",
    "Unsigned",
    "Waiting",
    "dossier",
    "queue",
    "waiting",
]
