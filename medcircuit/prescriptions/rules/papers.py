"""What the scan or photo of a paper order may be."""

from __future__ import annotations

from medcircuit.kernel.problems import Invalid

MOST_BYTES = 1_500_000
"""A page photographed at 2,000 points a side, as the page makes it before sending, is a third of this."""

_BEGINNINGS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
"""By what a file begins, whatever its name says."""


class PaperUnreadable(Invalid):
    """Neither a photo nor a PDF."""

    code = "paper_unreadable"
    sentence = (
        "Ce fichier n'est ni une photo (JPEG, PNG) ni un PDF. Rien n'a été enregistré. Photographiez la page."
    )


class PaperTooLarge(Invalid):
    """More bytes than a page needs."""

    code = "paper_too_large"
    sentence = "Ce fichier dépasse 1,5 Mo. Rien n'a été enregistré. Photographiez une page à la fois, ou réduisez-le."


def media_type_of(content: bytes) -> str:
    """The type of a scan, by how it begins.

    Raises:
        PaperTooLarge: more than MOST_BYTES.
        PaperUnreadable: it is of no type we keep.
    """
    if len(content) > MOST_BYTES:
        raise PaperTooLarge
    for beginning, media_type in _BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    raise PaperUnreadable
