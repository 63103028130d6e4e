"""Signing what was written: every line of the order is sealed, or none, and the draft is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medcircuit.kernel.seals import SealKey
from medcircuit.kernel.work import Work
from medcircuit.ordering.rules import check_length
from medcircuit.ordering.service.drafts import drop_draft
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Prescription
from medcircuit.prescriptions.rules.sealing import Proof


def to_sign(
    work: Work, resident_id: str, written: Sequence[Prescription], seen: Mapping[str, int]
) -> prescriptions.ToSign:
    """Fix the lines of an order as they are about to be sealed; none of them is opened yet.

    Raises:
        NotFound, Forbidden, Conflict, Invalid: as `prescriptions.order_to_sign`.
        LengthMissing: a line says neither how long nor how many boxes.
    """
    for one in written:
        check_length(one.terms.dosages, one.mentions)
    return prescriptions.order_to_sign(work, resident_id, written, seen)


def sign(
    work: Work, resident_id: str, nonce: str, proof: Proof, key: SealKey
) -> tuple[prescriptions.Line, ...]:
    """Seal every line that was shown under this nonce; the caller has just had the signer prove anew who they are.

    Raises:
        NotFound, Forbidden, Conflict, Invalid: as `prescriptions.sign`; nothing was signed.
    """
    lines = prescriptions.sign(work, resident_id, nonce, proof, key)
    drop_draft(work, resident_id)
    return lines
