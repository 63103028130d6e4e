"""The values a reading is made of, and the closed list of reasons for which a read is not accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from medcircuit.medicines.rules.codes.own import OwnCode

INS_HEADER = "IS01" + "0" * 22
"""How the content of an INS DataMatrix begins."""


class Status(StrEnum):
    """What became of a read; only the first four name a product that may be acted upon."""

    OK = "ok"
    PRODUCT_ONLY = "ok_product_only"
    FOREIGN = "ok_foreign"
    OUTER_CASE = "outer_case"
    OWN = "own"
    OWN_TAIL = "own_tail"
    INS = "ins"
    AMBIGUOUS = "ambiguous"
    ASK_AGAIN = "ask_again"
    REJECTED = "rejected"
    NOT_A_CODE = "not_a_code"


ACCEPTED = frozenset(
    {
        Status.OK,
        Status.PRODUCT_ONLY,
        Status.FOREIGN,
        Status.OUTER_CASE,
        Status.OWN,
        Status.OWN_TAIL,
        Status.INS,
    }
)


class Healed(StrEnum):
    """A repair that was certain enough to be made; the raw read is kept beside it."""

    AZERTY = "azerty"
    CAPS = "caps"
    DIGITS = "digits"
    DOUBLED = "doubled"


class Environment(StrEnum):
    """Whether identities are real: the OIDs of one environment are refused in the other."""

    PRODUCTION = "production"
    TEST = "test"


REASONS: dict[str, Reason] = {}


@dataclass(frozen=True)
class Reason:
    """Why a read is not accepted: a code of the closed list, its status, and what to tell the person to do."""

    code: str
    status: Status
    sentence: str

    def __post_init__(self) -> None:
        """Enter the closed list; a code names one reason only."""
        assert self.code not in REASONS, f"two reasons are called {self.code}"
        REASONS[self.code] = self


EMPTY = Reason("empty", Status.NOT_A_CODE, "Le lecteur n'a rien envoyé. Scannez de nouveau.")
NOT_A_CODE = Reason(
    "not_a_code",
    Status.NOT_A_CODE,
    "Ce n'est pas un code de médicament, de résident ni d'étiquette. Cherchez le carré noir et blanc de la boîte.",
)
TOO_LONG = Reason(
    "too_long",
    Status.REJECTED,
    "La lecture est plus longue que tout code connu. Scannez un seul code, en cachant les autres.",
)
LAYOUT = Reason(
    "layout",
    Status.ASK_AGAIN,
    "Le lecteur n'est pas réglé pour ce clavier : des lettres ont pu changer. Vérifiez « Verr. Maj. » et scannez"
    " de nouveau ; si cela se répète, réglez le lecteur.",
)
GLUED = Reason(
    "glued",
    Status.ASK_AGAIN,
    "Deux codes différents sont arrivés ensemble. Scannez-les de nouveau, un par un.",
)
TRUNCATED = Reason(
    "truncated",
    Status.ASK_AGAIN,
    "La lecture est incomplète. Scannez de nouveau, bien en face du code.",
)
CONTROL = Reason(
    "control_characters",
    Status.ASK_AGAIN,
    "La lecture contient des parasites. Scannez de nouveau ; si cela se répète, vérifiez le câble du lecteur.",
)
DAMAGED_IDENTITY = Reason(
    "damaged_identity",
    Status.ASK_AGAIN,
    "Le code d'identité est arrivé abîmé : une identité ne se répare pas. Scannez de nouveau.",
)
TWO_READINGS = Reason(
    "two_readings",
    Status.AMBIGUOUS,
    "Ce code peut se lire de deux façons : le lot ou la péremption sont incertains et ne sont pas enregistrés."
    " Lisez-les sur la boîte et choisissez.",
)
WRONG_KEY = Reason(
    "wrong_key",
    Status.REJECTED,
    "La clé de ce code est fausse : un chiffre a été mal lu ou mal tapé. Scannez de nouveau ou corrigez."
    " Si c'est une étiquette de la maison et que cela se répète, réimprimez-la.",
)
IMPOSSIBLE_DATE = Reason(
    "impossible_date",
    Status.REJECTED,
    "Ce code contient une date qui n'existe pas. N'enregistrez ni lot ni péremption ; signalez la boîte au pharmacien.",
)
CONTRADICTORY = Reason(
    "contradictory",
    Status.REJECTED,
    "Ce code dit deux fois la même chose, différemment. Mettez la boîte de côté et signalez-la au pharmacien.",
)
BAD_CONTENT = Reason(
    "bad_content",
    Status.REJECTED,
    "Ce code ne respecte pas la norme GS1. Scannez de nouveau ; si cela se répète, signalez la boîte au pharmacien.",
)
NO_PRODUCT = Reason(
    "no_product",
    Status.REJECTED,
    "Ce code ne dit pas de quel produit il s'agit. Scannez l'autre code de la boîte.",
)
LOGISTIC_UNIT = Reason(
    "logistic_unit",
    Status.REJECTED,
    "C'est l'étiquette d'un colis ou d'une palette, pas d'une boîte. Scannez une boîte.",
)
VARIABLE_MEASURE = Reason(
    "variable_measure",
    Status.REJECTED,
    "Ce code désigne un produit vendu au poids ou à la mesure, pas un médicament. Scannez le code de la boîte.",
)
UNKNOWN_OWN_KIND = Reason(
    "unknown_own_kind",
    Status.REJECTED,
    "Cette étiquette a la forme des nôtres, mais d'un genre inconnu. Faites-la réimprimer.",
)
WRONG_ENVIRONMENT = Reason(
    "wrong_environment",
    Status.REJECTED,
    "Cette identité appartient à l'autre environnement (test ou réel). Elle n'est pas utilisée : vérifiez le document.",
)
UNKNOWN_OID = Reason(
    "unknown_oid",
    Status.REJECTED,
    "Ce code d'identité ne vient pas du référentiel INS. Identifiez la personne autrement.",
)
IDENTITY_CONTENT = Reason(
    "identity_content",
    Status.REJECTED,
    "Le contenu de ce code d'identité est impossible. Ne l'utilisez pas : identifiez la personne autrement.",
)


@dataclass(frozen=True)
class Product:
    """The product that a code names: its GTIN on 14 digits, and its French numbers where it has them."""

    gtin: str | None = None
    cip13: str | None = None
    cip7: str | None = None
    ucd13: str | None = None
    ucd7: str | None = None
    acl13: str | None = None
    contained_cip13: str | None = None
    ppn: str | None = None


@dataclass(frozen=True)
class Candidate:
    """One way to read an ambiguous code, for a person to choose from; never stored by itself."""

    expiry: date | None
    lot: str | None
    serial: str | None


@dataclass(frozen=True)
class InsContent:
    """What an INS DataMatrix says: the seven strict traits; `key_valid` tells whether the matricule's key holds."""

    matricule: str
    oid: str
    nature: str
    prenoms: tuple[str, ...]
    nom_naissance: str
    sexe: str
    naissance: date
    lieu_cog: str | None
    key_valid: bool

    @property
    def premier_prenom(self) -> str:
        """The first given name of the list."""
        return self.prenoms[0]


IdentityReader = Callable[[str, Environment], InsContent | Reason]


@dataclass(frozen=True)
class CodeReading:
    """What was read. Lot, expiry and serial are filled only where one reading alone is possible.

    `expiry` is the last valid day; None means unknown, never unlimited. `others` holds the other GS1 identifiers,
    values as scanned. `aim` is the symbology identifier the scanner sent, if any. `identity_text` is the healed
    content of an INS code; `identity` what it says, where the caller gave an identity reader.
    """

    status: Status
    reason: Reason | None = None
    product: Product | None = None
    expiry: date | None = None
    lot: str | None = None
    serial: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    own: OwnCode | None = None
    identity: InsContent | None = None
    identity_text: str | None = None
    candidates: tuple[Candidate, ...] = ()
    healed: tuple[Healed, ...] = ()
    aim: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the read names one thing for certain."""
        return self.status in ACCEPTED


def refused(reason: Reason) -> CodeReading:
    """The reading of a code that is not accepted."""
    return CodeReading(reason.status, reason=reason)
