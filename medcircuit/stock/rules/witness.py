"""The witness of what is done to a narcotic: any other identified member of staff; alone is recorded, never hidden."""

from __future__ import annotations

from dataclasses import dataclass

from medcircuit.kernel.problems import Conflict


class WitnessNeeded(Conflict):
    """A narcotic is counted or handed back, nobody stood beside, and nobody said that they were alone."""

    code = "witness_needed"
    sentence = (
        "Un stupéfiant se compte et se rend devant un témoin. Rien n'a été enregistré. "
        "Appelez un collègue, qui tape son code ; si vous êtes seul, dites-le."
    )


class WitnessIsYou(Conflict):
    """The witness is who acts."""

    code = "witness_is_you"
    sentence = (
        "Le témoin doit être une autre personne que vous. Rien n'a été enregistré. Appelez un collègue."
    )


@dataclass(frozen=True)
class Witness:
    """A member of staff who has just proved to be there."""

    id: str
    name: str


@dataclass(frozen=True)
class Beside:
    """Who stood beside; `alone`: nobody did, where somebody should have."""

    witness: Witness | None = None
    alone: bool = False


NOBODY_ASKED = Beside()


def beside(asked: Beside, *, narcotic: bool, actor_id: str) -> Beside:
    """Who stood beside an act that asks a witness where it is a narcotic's.

    Raises:
        WitnessNeeded: it is, and neither a witness nor their absence is said.
        WitnessIsYou: the witness is who acts.
    """
    if not narcotic:
        return NOBODY_ASKED
    if asked.witness is None:
        if not asked.alone:
            raise WitnessNeeded
        return Beside(alone=True)
    if asked.witness.id == actor_id:
        raise WitnessIsYou
    return Beside(asked.witness)
