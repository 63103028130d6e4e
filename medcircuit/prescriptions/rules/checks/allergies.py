"""Nothing that the person must not meet: by substance, then by family."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medcircuit.kernel.findings import Tier
from medcircuit.medicines.rules.thesaurus import Thesaurus, key_of_name
from medcircuit.medicines.rules.words import fold
from medcircuit.prescriptions.rules.checks.findings import ALLERGY, ALLERGY_UNREAD, INTOLERANCE, tier
from medcircuit.prescriptions.rules.checks.values import Alert, Case, CheckedLine, Noted

_SAID = {
    "ains": "anti-inflammatoires non steroidiens",
    "anti-inflammatoires": "anti-inflammatoires non steroidiens",
    "aspirine": "acide acetylsalicylique",
    "penicilline": "penicillines",
    "sulfamide": "sulfamides antibacteriens",
    "sulfamides": "sulfamides antibacteriens",
    "opiaces": "morphiniques",
    "opioides": "morphiniques",
    "ieca": "inhibiteurs de l'enzyme de conversion",
    "iec": "inhibiteurs de l'enzyme de conversion",
    "statines": "inhibiteurs de l'hmg-coa reductase (statines)",
    "produits de contraste": "produits de contraste iodes",
    "cortisone": "corticoides",
}
"""What people write for a substance or a family of the thesaurus."""
_ATC = {
    "penicillines": ("J01C",),
    "cephalosporines": ("J01D",),
    "betalactamines": ("J01C", "J01D"),
    "beta-lactamines": ("J01C", "J01D"),
    "macrolides": ("J01F",),
    "fluoroquinolones": ("J01M",),
    "quinolones": ("J01M",),
    "sulfamides antibacteriens": ("J01E",),
    "anti-inflammatoires non steroidiens": ("M01A",),
    "morphiniques": ("N02A",),
}
"""Families by the beginning of their ATC code, where the catalogue has one."""
_LEAD = re.compile(r"^(?:allergie|intolerance|hypersensibilite)?\s*(?:aux? |a la |a l'|a |les? |la |l')?")
_OF_FOOD_AND_AIR = re.compile(
    r"arachide|noix|lait|oeuf|ble\b|gluten|poisson|crustace|fruit|kiwi|fraise|soja|sesame|latex|pollen|acarien|poil|chat"
    r"|chien|guepe|abeille|venin|poussiere|nickel|pansement|sparadrap|moisissure|lactose|aliment"
)
"""Allergies that are to no active substance: none of the checks is about them, and none is said not to be done."""


def allergies(case: Case) -> Iterator[Alert]:
    """An allergy noted meets no line, neither by its substance nor by its family; one that is not recognised is said."""
    for noted in case.person.allergies:
        name = _name(noted.label)
        unread = not _recognised(name, case)
        for line in case.lines:
            if case.concerns(line) and (alert := _met(noted, name, line, case)):
                unread = False
                yield alert
        if unread and not _OF_FOOD_AND_AIR.search(name):
            finding = ALLERGY_UNREAD(Tier.INFO, allergy=noted.label)
            yield Alert(finding, (), name)


def _name(label: str) -> str:
    said = _LEAD.sub("", fold(label)).strip(" .") or fold(label)
    return _SAID.get(said, said)


def _met(noted: Noted, name: str, line: CheckedLine, case: Case) -> Alert | None:
    facts = {"allergy": noted.label, "line": line.label}
    edition = case.thesaurus.editions[0] if case.thesaurus.editions else None
    if _same(name, line, case.thesaurus):
        rule = "allergy_severe" if noted.severe else ALLERGY.code
        return Alert(ALLERGY(tier(rule, case.reader), **facts), (line.id,), name)
    if _family(name, line, case.thesaurus):
        return Alert(
            INTOLERANCE(tier(INTOLERANCE.code, case.reader), **facts),
            (line.id,),
            name,
            source=edition.source if edition else "classification ATC",
            dated=edition.edition if edition else case.catalogue_edition,
        )
    return None


def _same(name: str, line: CheckedLine, known: Thesaurus) -> bool:
    key = known.key_of(name)
    return any(
        base == key_of_name(name) or (key is not None and known.key_of(base) == key)
        for base in line.substances
    )


def _family(name: str, line: CheckedLine, known: Thesaurus) -> bool:
    wanted = {key_of_name(name), key_of_name(f"{name}s")}
    classes = {
        one for base in line.substances if (key := known.key_of(base)) for one in known.classes.get(key, ())
    }
    by_atc = any(line.legal.atc.startswith(start) for one in wanted for start in _ATC.get(one, ()))
    return bool(classes & wanted) or by_atc


def _recognised(name: str, case: Case) -> bool:
    """Whether the name means a substance or a family, so that its absence from the lines says something."""
    wanted = {key_of_name(name), key_of_name(f"{name}s")}
    every_class = {one for classes in case.thesaurus.classes.values() for one in classes}
    return case.thesaurus.key_of(name) is not None or bool(wanted & (every_class | _ATC.keys()))
