"""The tray beside a round of the demonstration: the codes a nurse would have at hand, so that each answer is met.

Codes of cards and places are kept in the demonstration's folder, for the database holds only their hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.rules.situation import Likeness
from medcircuit.administration.service.plan import Due, said
from medcircuit.administration.service.products import likeness
from medcircuit.administration.service.rounds import Round, read_round
from medcircuit.demo.seeding import Settled
from medcircuit.kernel.access import Right
from medcircuit.kernel.checksums import ean_key
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.medicines.models import presentation
from medcircuit.medicines.service import Product
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.stock import service as stock
from medcircuit.structure import service as structure

GS = "\x1d"
CODES = "codes.json"
_US = "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOPASDFGHJKLZXCVBNM"
_FRENCH = "&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!AZERTYUIOPQSDFGHJKLWXCVBN?"
_AZERTY = str.maketrans(_US, _FRENCH)


@dataclass(frozen=True)
class Codes:
    """The codes of one house: of each resident's cards (with number, and whether revoked), each place, each badge by name."""

    cards: Mapping[str, Sequence[tuple[str, int, bool]]]
    places: Mapping[str, str]
    badges: Mapping[str, str] = field(default_factory=dict)


def write_codes(folder: Path, houses: Iterable[Settled]) -> None:
    """Keep what is printed on the cards and labels of the demonstration."""
    told = {
        house.id: {
            "cards": {
                resident: [[token.code, token.number, token.revoked] for token in tokens]
                for resident, tokens in house.tokens.items()
            },
            "places": house.place_codes,
            "badges": house.badges,
        }
        for house in houses
    }
    (folder / CODES).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read_codes(folder: Path) -> dict[str, Codes]:
    """What `write_codes` kept, by establishment."""
    told = json.loads((folder / CODES).read_text(encoding="utf-8"))
    return {house: Codes(one["cards"], one["places"], one["badges"]) for house, one in told.items()}


@dataclass(frozen=True)
class Lot:
    """A lot at hand in the unit: its number and last day."""

    lot: str
    expiry: date


@dataclass
class Tray:
    """One round's tray while it is laid out."""

    work: Work
    codes: Codes
    read: Round
    lots: Mapping[str, Sequence[Lot]]
    products: Mapping[str, Product]

    @property
    def today(self) -> date:
        """The local day."""
        return self.work.now.astimezone(PARIS).date()

    def groups(self) -> list[dict[str, Any]]:
        """The first resident to give to, the answers to meet, then everybody else in walking order."""
        due: defaultdict[str, list[Due]] = defaultdict(list)
        for one in self.read.doses:
            if one.state == "due" and one.planned.act == "give":
                due[one.planned.resident_id].append(one)
        walk = [card for card in self.read.cards if card.id in due] or list(self.read.cards)
        own = [self._of_resident(card, due[card.id]) for card in walk]
        met = {
            "title": "Pour rencontrer chaque réponse",
            "codes": [*self._answers(walk, due), *self._damaged(walk, due)],
        }
        badges = [told(name, "changer d'utilisateur", code) for name, code in self.codes.badges.items()]
        return [*own[:1], met, *own[1:], {"title": "Badges des professionnels", "codes": badges}]

    def _of_resident(self, card: ResidentCard, due: Sequence[Due]) -> dict[str, Any]:
        codes = [
            told(f"Carte n° {number}", "", code) for code, number, revoked in self._cards(card) if not revoked
        ]
        for one in due:
            product = self._prescribed(one)
            if product is not None:
                codes.append(told(product.label, one.planned.sentence, self._box(product)))
        return {"title": named(card), "codes": codes}

    # ------------------------------------------------------------ answers to meet
    def _answers(
        self, walk: Sequence[ResidentCard], due: Mapping[str, Sequence[Due]]
    ) -> Iterator[dict[str, str]]:
        """One code for each answer that a right read may have, for the first resident whom it fits."""
        ways = (
            self._other_brand,
            self._other_strength,
            self._somebody_elses,
            self._expired,
            self._stopped,
            self._other_card,
            self._revoked,
        )
        for way in ways:
            found = next((one for card in walk if (one := way(card, due)) is not None), None)
            if found is not None:
                yield found

    def _other_brand(self, card: ResidentCard, due: Mapping[str, Sequence[Due]]) -> dict[str, str] | None:
        for one in due[card.id]:
            prescribed = self._prescribed(one)
            for product in self.products.values():
                if product.class_id == one.planned.class_id and prescribed and product.cis != prescribed.cis:
                    return told(
                        f"Autre marque : {product.label}", f"acceptée pour {named(card)}", self._box(product)
                    )
        return None

    def _other_strength(self, card: ResidentCard, due: Mapping[str, Sequence[Due]]) -> dict[str, str] | None:
        for one in due[card.id]:
            for product in self.products.values():
                how, ratio = likeness(self.work.connection, one.planned.class_id, product)
                units = one.planned.units
                if how is Likeness.OTHER_STRENGTH and ratio and units and (units / ratio).denominator == 1:
                    hint = f"à confirmer pour {named(card)}, prescrit : {said(one.planned)}"
                    return told(f"Autre dosage : {product.label}", hint, self._box(product))
        return None

    def _somebody_elses(self, card: ResidentCard, due: Mapping[str, Sequence[Due]]) -> dict[str, str] | None:
        mine = {
            line.class_id
            for line in prescriptions.lines_of(self.work.connection, self.work.establishment_id, [card.id])
        }
        for other in self.read.cards:
            for one in due[other.id] if other.id != card.id else ():
                product = self._prescribed(one)
                if product is not None and one.planned.class_id not in mine:
                    hint = f"ouvrez {named(card)} : prescrit à {named(other)}"
                    return told(f"Boîte d'un autre : {product.label}", hint, self._box(product))
        return None

    def _expired(self, card: ResidentCard, due: Mapping[str, Sequence[Due]]) -> dict[str, str] | None:
        for one in due[card.id]:
            product = self._prescribed(one)
            for lot in self.lots.get(product.cip13, ()) if product else ():
                if product is not None and lot.expiry < self.today:
                    hint = f"pour {named(card)}, jusqu'au {lot.expiry:%d/%m/%Y}"
                    return told(f"Boîte périmée : {product.label}", hint, self._box(product, lot))
        return None

    def _stopped(self, card: ResidentCard, _due: Mapping[str, Sequence[Due]]) -> dict[str, str] | None:
        for line in prescriptions.lines_of(self.work.connection, self.work.establishment_id, [card.id]):
            product = self._of_cis(line.cis)
            if product is not None and line.status_at(self.work.now) == "stopped":
                return told(f"Arrêté hier : {product.label}", f"pour {named(card)}", self._box(product))
        return None

    def _other_card(self, card: ResidentCard, _due: Mapping[str, Sequence[Due]]) -> dict[str, str] | None:
        for other in self.read.cards:
            if other.id in card.homonyms:
                code = next((code for code, _, revoked in self._cards(other) if not revoked), None)
                return told("Carte d'un homonyme", named(other), code) if code else None
        return None

    def _revoked(self, card: ResidentCard, _due: Mapping[str, Sequence[Due]]) -> dict[str, str] | None:
        for code, number, revoked in self._cards(card):
            if revoked:
                return told(f"Carte n° {number} remplacée ou perdue", named(card), code)
        return None

    # ------------------------------------------------------------ reads gone wrong
    def _damaged(
        self, walk: Sequence[ResidentCard], due: Mapping[str, Sequence[Due]]
    ) -> Iterator[dict[str, str]]:
        """What a scanner sends when it is set wrong, or when the code is none of ours."""
        given = ((card, one, self._prescribed(one)) for card in walk for one in due[card.id])
        card, product = next(((card, box) for card, _, box in given if box is not None), (None, None))
        if card is not None and product is not None:
            whole = self._box(product)
            yield told("Lecteur réglé en anglais", f"redressé : {product.label}", whole.translate(_AZERTY))
            yield told("Séparateur perdu", "lot ou date à vérifier sur la boîte", whole.replace(GS, ""))
        for place in structure.places(
            self.work.connection, self.work.establishment_id, self.read.name.unit_id
        ):
            if place.id in self.codes.places:
                yield told(
                    f"Étiquette du lieu : {place.name}", "jamais une personne", self.codes.places[place.id]
                )
                break
        foreign = "0405123456789"
        yield told("Médicament étranger", "non référencé", f"]d201{foreign}{ean_key(foreign)}17290531{10}X42")
        yield told("Code d'un colis", "non reconnu", "LIV-2026-0042/B")

    # ------------------------------------------------------------ boxes and cards
    def _cards(self, card: ResidentCard) -> Sequence[tuple[str, int, bool]]:
        return self.codes.cards.get(card.id, ())

    def _prescribed(self, one: Due) -> Product | None:
        """A box of the medicine a dose was prescribed by, one that the unit has where there is one."""
        return self._of_cis(one.planned.cis)

    def _of_cis(self, cis: str | None) -> Product | None:
        mine = [product for product in self.products.values() if product.cis == cis]
        return next((product for product in mine if product.cip13 in self.lots), next(iter(mine), None))

    def _box(self, product: Product, lot: Lot | None = None) -> str:
        """What the DataMatrix of a box says."""
        return box_code(
            product, [lot] if lot else self.lots.get(product.cip13, ()), self.today, any_date=bool(lot)
        )


def box_code(product: Product, lots: Sequence[Lot], today: date, *, any_date: bool = False) -> str:
    """What the DataMatrix of a box says: of a lot at hand that is still good, else of an invented one."""
    good = (one for one in lots if any_date or one.expiry >= today)
    chosen = next(good, Lot("DEMO01", today + timedelta(days=500)))
    digest = hashlib.sha256(f"{product.cip13}{chosen.lot}{today}".encode()).hexdigest()
    serial = f"{int(digest, 16) % 10**12:012d}"
    return f"]d201{product.gtin}17{chosen.expiry:%y%m%d}10{chosen.lot}{GS}21{serial}"


def told(label: str, hint: str, raw: str) -> dict[str, str]:
    """One code of the tray."""
    return {"label": label, "hint": hint, "raw": raw}


def named(card: ResidentCard) -> str:
    """A resident as the tray names them: homonyms are told apart by their rooms."""
    return f"{card.used_name or card.birth_name} {card.first_name} (ch. {card.room})"


def lay_out(work: Work, codes: Mapping[str, Codes], name: RoundName) -> list[dict[str, Any]]:
    """The tray of a round, in groups.

    Raises:
        Forbidden, NotFound: as for the round itself.
    """
    read = read_round(work, name)
    connection, house = work.connection, work.establishment_id
    held = lots_of(work, name.unit_id)
    every = connection.execute(select(presentation.c.cip13).order_by(presentation.c.cip13)).scalars()
    products = medicines.find_products(connection, every)
    work.saw("resident", [card.id for card in read.cards])
    mine = codes.get(house, Codes({}, {}))
    return Tray(work, mine, read, held, dict(sorted(products.items()))).groups()


def lots_of(work: Work, unit_id: str) -> dict[str, list[Lot]]:
    """The lots that a unit holds, by product, the first to expire first."""
    connection, house = work.connection, work.establishment_id
    held: defaultdict[str, list[Lot]] = defaultdict(list)
    places = [place.id for place in structure.places(connection, house, unit_id)]
    for one in stock.levels(connection, house, places):
        if one.cip13 and one.lot and one.expiry:
            held[one.cip13].append(Lot(one.lot, one.expiry))
    for lots in held.values():
        lots.sort(key=lambda lot: lot.expiry)
    return held


def lay_out_needs(work: Work, codes: Mapping[str, Codes], resident_id: str) -> list[dict[str, Any]]:
    """The codes at hand for what a person may be given as needed: their card, and a box of each medicine.

    Raises:
        Forbidden, NotFound: as for the person's page.
    """
    connection, house = work.connection, work.establishment_id
    unit_id = residents.unit_of(work, resident_id)
    work.require(Right.READ_ROUND, unit_id=unit_id)
    work.saw("resident", [resident_id])
    cards = codes.get(house, Codes({}, {})).cards.get(resident_id, ())
    said = [told(f"Carte n° {number}", "", code) for code, number, revoked in cards if not revoked]
    lots, today = lots_of(work, unit_id or ""), work.now.astimezone(PARIS).date()
    for line in prescriptions.needs(connection, house, [resident_id], work.now).lines:
        rows = medicines.products_of_classes(connection, [line.class_id])
        own = [row.gtin[1:] for row in rows if row.cis == line.cis] or [row.gtin[1:] for row in rows]
        products = medicines.find_products(
            connection, sorted(own, key=lambda cip: (cip not in lots, cip))[:1]
        )
        for cip13, product in products.items():
            said.append(told(product.label, line.reason or "", box_code(product, lots.get(cip13, ()), today)))
    return [{"title": "Si besoin", "codes": said}]
