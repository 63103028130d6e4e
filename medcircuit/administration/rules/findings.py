"""What may be found at the bedside: the closed list of findings, their sentences, and the reasons that answer them."""

from __future__ import annotations

from collections.abc import Mapping

from medcircuit.administration.rules.acts_found import ACT_OVERRIDES, ACTS_JUDGED
from medcircuit.administration.rules.vocabulary import Reason, reasons
from medcircuit.delegations.rules.findings import JUDGED_HERE
from medcircuit.kernel.findings import FindingKind

PERSON_NOT_IDENTIFIED = FindingKind(
    "person_not_identified",
    "Personne n'est identifié.",
    "Scannez la carte du résident, puis le médicament.",
)
TOKEN_UNKNOWN = FindingKind(
    "token_unknown",
    "Cette carte n'est pas connue ici.",
    "Identifiez la personne par sa photo et deux critères.",
)
TOKEN_REPLACED = FindingKind(
    "token_replaced",
    "Ce support a été remplacé le %(on)s.",
    "Utilisez le support n° %(number)s et détruisez celui-ci.",
)
TOKEN_REVOKED = FindingKind(
    "token_revoked",
    "Ce support a été annulé le %(on)s.",
    "Identifiez la personne par sa photo et deux critères.",
)
WRONG_PERSON = FindingKind(
    "wrong_person",
    "La personne identifiée n'est pas celle de cette prise.",
    "Ne donnez pas. Vérifiez l'identité.",
)
TOO_FEW_TRAITS = FindingKind(
    "too_few_traits",
    "La photo seule n'identifie pas la personne.",
    "Vérifiez deux critères : date de naissance, nom, chambre.",
)
IDENTIFIED_BY_TRAITS = FindingKind(
    "identified_by_traits", "Personne identifiée par photo et deux critères, sans support."
)
OTHER_UNIT = FindingKind(
    "other_unit", "Cette personne est suivie dans une autre unité.", "Vérifiez que vous faites bien son tour."
)
NO_STAY = FindingKind(
    "no_stay",
    "Cette personne n'a pas de séjour en cours ici.",
    "Vérifiez son admission avant de donner.",
)
RESIDENT_ABSENT = FindingKind(
    "resident_absent", "Cette personne est notée absente (%(kind)s).", "Confirmez qu'elle est revenue."
)
PLACE_CODE = FindingKind(
    "place_code", "Ce code désigne un lieu, jamais une personne.", "Scannez la carte du résident."
)
USER_BADGE = FindingKind(
    "user_badge",
    "Ce code est le badge d'un professionnel.",
    "Saisissez son code PIN pour changer d'utilisateur.",
)
OTHER_CODE = FindingKind(
    "other_code",
    "Ce code ne sert pas pendant le tour : %(said)s.",
    "Scannez la carte du résident ou le médicament.",
)
CODE_UNKNOWN = FindingKind(
    "code_unknown",
    "Code non reconnu : %(said)s.",
    "Scannez de nouveau, ou touchez « Code illisible ».",
)
READ_REFUSED = FindingKind("read_refused", "La lecture est refusée.", "%(why)s")
TAIL_SHARED = FindingKind(
    "tail_shared",
    "Plusieurs personnes ont ces chiffres.",
    "Scannez la carte, ou prenez la photo et deux critères.",
)
PRODUCT_UNKNOWN = FindingKind(
    "product_unknown",
    "Code non référencé : %(said)s.",
    "Mettez la boîte de côté et demandez l'ajout à la pharmacie.",
)
OUTER_CASE = FindingKind(
    "outer_case", "Ce code est celui d'un carton de plusieurs boîtes.", "Scannez la boîte elle-même."
)
ALREADY_READ = FindingKind("already_read", "Code déjà lu à l'instant.")
SERIAL_COUNTED = FindingKind(
    "serial_counted", "Cette boîte est déjà lue pour cette prise : elle compte une fois."
)
READER_HEALED = FindingKind(
    "reader_healed",
    "Le lecteur envoie ses caractères de travers.",
    "La lecture a été redressée. Signalez ce lecteur.",
)
LINE_STOPPED = FindingKind(
    "line_stopped", "%(label)s est arrêté.", "Ne donnez pas. Retirez ce médicament du chariot."
)
LINE_SUSPENDED = FindingKind(
    "line_suspended", "%(label)s est suspendu par le prescripteur.", "Ne donnez pas. Mettez-le de côté."
)
ALREADY_GIVEN = FindingKind(
    "already_given", "Déjà donné par %(by)s, %(at)s.", "Ne donnez pas une seconde fois. Mettez-le de côté."
)
GIVEN_JUST_BEFORE = FindingKind(
    "given_just_before",
    "Ce médicament vient d'être donné par %(by)s, %(at)s.",
    "Ne redonnez pas maintenant. Attendez l'heure prévue ou appelez le médecin.",
)
SPAT_OUT_BEFORE = FindingKind(
    "spat_out_before", "La prise a été recrachée ou vomie, %(at)s.", "Redonnez seulement sur avis médical."
)
SUBSTANCE_SOON = FindingKind(
    "substance_soon",
    "Même substance donnée il y a peu : intervalle respecté à partir de %(from)s.",
    "Attendez, ou donnez un motif.",
)
SUBSTANCE_OVER = FindingKind(
    "substance_over", "Au-delà du maximum de la substance : %(most)s sur %(hours)s h."
)
TAKEN_ALONE = FindingKind(
    "taken_alone",
    "La personne gère seule ce médicament.",
    "Demandez-lui d'abord si elle l'a pris. Ne donnez que si elle ne l'a pas fait.",
)
PRESCRIBED_TO_ANOTHER = FindingKind(
    "prescribed_to_another",
    "Ce médicament est prescrit à une autre personne : %(who)s.",
    "Ne donnez pas. Remettez-le à sa place.",
)
NOT_ON_LIST = FindingKind(
    "not_on_list",
    "%(product)s n'est pas prescrit à cette personne.",
    "Ne donnez pas. Mettez-le de côté.",
)
NOT_DUE_NOW = FindingKind(
    "not_due_now",
    "%(product)s est prescrit, mais rien n'est prévu maintenant.",
    "Ne donnez pas. Vérifiez le jour et l'heure sur la prescription.",
)
WRONG_STRENGTH = FindingKind(
    "wrong_strength",
    "Ce dosage ne permet pas la dose prévue : %(label)s.",
    "Ne donnez pas. Prenez la boîte du bon dosage.",
)
OTHER_STRENGTH = FindingKind(
    "other_strength",
    "Autre dosage que prévu : donnez %(units)s de %(product)s.",
    "Comptez les unités avant de donner.",
)
DOSE_TO_DECIDE = FindingKind(
    "dose_to_decide", "La quantité de %(label)s est à décider.", "Comptez et notez ce que vous donnez."
)
DOSE_DIFFERS = FindingKind(
    "dose_differs",
    "Quantité différente : %(given)s au lieu de %(planned)s.",
    "Vérifiez la prescription et prévenez le médecin.",
)
OTHER_FORM = FindingKind(
    "other_form",
    "La forme est différente de celle prévue : %(label)s.",
    "Vérifiez que cette forme convient à la personne.",
)
OTHER_RELEASE = FindingKind(
    "other_release",
    "La libération est différente (LP ou non) : %(label)s.",
    "Ne donnez pas. Prenez la boîte prescrite.",
)
NOT_EQUIVALENT = FindingKind(
    "not_equivalent",
    "Cette marque n'est pas déclarée équivalente : %(label)s.",
    "Demandez au pharmacien ou au médecin.",
)
ALLERGY_SEVERE = FindingKind(
    "allergy_severe", "Allergie grave connue : %(allergy)s.", "Ne donnez pas. Appelez le médecin."
)
ALLERGY_KNOWN = FindingKind(
    "allergy_known", "Intolérance ou allergie notée : %(allergy)s.", "Dans le doute, appelez le médecin."
)
EXPIRED = FindingKind(
    "expired", "Produit périmé depuis le %(on)s.", "Ne donnez pas. Mettez la boîte de côté pour la pharmacie."
)
EXPIRY_UNKNOWN = FindingKind(
    "expiry_unknown", "La péremption n'est pas dans le code.", "Lisez la date sur la boîte."
)
LOT_AMBIGUOUS = FindingKind(
    "lot_ambiguous", "Le lot ou la date se lit de deux façons.", "Vérifiez la date sur la boîte."
)
EARLY = FindingKind("early", "Trop tôt : prévu %(due)s.", "Attendez, ou donnez un motif.")
LATE = FindingKind("late", "En retard : prévu %(due)s.", "Donnez un motif.")
OTHER_BRAND = FindingKind("other_brand", "Équivalent de %(brand)s.")
RETIRED = FindingKind("retired", "Ce produit n'est plus commercialisé.", "Signalez-le à la pharmacie.")
HOMONYM = FindingKind(
    "homonym", "Une autre personne porte ce nom ici.", "Vérifiez la date de naissance et la chambre."
)

OUTSIDE_HABILITATION = FindingKind(
    "outside_habilitation",
    "Fait en dehors de votre habilitation.",
    "Prévenez l'infirmier coordinateur.",
)
NOT_DELEGATED = FindingKind(
    "not_delegated", "Donné sans que cette aide soit autorisée.", "Prévenez l'infirmier. Il relit cet acte."
)
SCAN_OF_ANOTHER_DOSE = FindingKind(
    "scan_of_another_dose",
    "Le produit scanné n'est pas celui de cette prise.",
    "Vérifiez ce qui a été donné.",
)
NOT_SCANNED = FindingKind("not_scanned", "Donné sans que le médicament ait été scanné.")
UNREADABLE_CODE = FindingKind("unreadable_code", "Donné sans scan : code illisible.")
DOUBLE = FindingKind(
    "double",
    "Double prise possible : deux personnes l'ont donnée.",
    "Prévenez le médecin et surveillez la personne.",
)
AGAIN_AFTER_SPAT_OUT = FindingKind("again_after_spat_out", "Redonné après avoir été recraché ou vomi.")
CONTRADICTORY = FindingKind(
    "contradictory",
    "Deux réponses opposées pour cette prise.",
    "Dites laquelle est juste. Rien n'a été effacé.",
)
CONTESTED = FindingKind(
    "contested",
    "Deux corrections différentes de la même saisie.",
    "Dites laquelle est juste. Rien n'a été effacé.",
)
ROUND_WAS_CLOSED = FindingKind("round_was_closed", "Saisi après la clôture du tour.")
ENTERED_AFTERWARDS = FindingKind("entered_afterwards", "Saisi après coup : fait %(at)s, noté %(noted)s.")
ENTERED_FOR = FindingKind("entered_for", "Saisi par %(by)s pour %(author)s.")
INFORM_PRESCRIBER = FindingKind(
    "inform_prescriber",
    "Prescripteur à informer.",
    "%(why)s Prévenez-le, puis notez sa réponse dans « À traiter ».",
)
CLOCK_SKEW = FindingKind(
    "clock_skew",
    "L'horloge de l'appareil diffère : %(device)s au lieu de %(server)s.",
    "Prévenez l'administrateur.",
)
STOCK_DIFFERENCE = FindingKind(
    "stock_difference", "Le stock connu ne couvrait pas cette prise.", "Un écart d'inventaire a été noté."
)
OTHER_VERSION_SEEN = FindingKind(
    "other_version_seen", "La prescription avait changé depuis votre écran.", "Relisez la ligne."
)
PRN_TOO_SOON = FindingKind(
    "prn_too_soon",
    "Trop tôt après la dernière prise : possible à partir de %(from)s.",
    "Ne donnez pas encore.",
)
PRN_TOO_SOON_FOR_GOOD = FindingKind(
    "prn_too_soon_for_good",
    "Trop tôt après la dernière prise, et la prescription se termine avant.",
    "Appelez le médecin.",
)
PRN_MAXIMUM = FindingKind(
    "prn_maximum",
    "Maximum %(most)s sur %(hours)s h : il reste %(left)s. Possible à partir de %(from)s.",
    "Ne donnez pas. Demandez au médecin si la personne ne peut attendre.",
)
PRN_MAXIMUM_FOR_GOOD = FindingKind(
    "prn_maximum_for_good",
    "Maximum %(most)s sur %(hours)s h : il reste %(left)s. Cette dose n'est pas possible.",
    "Ne donnez pas. Demandez au médecin.",
)
PRN_ONCE = FindingKind("prn_once", "Maximum par prise : %(most)s.", "Choisissez une dose plus petite.")
PRN_ENDED = FindingKind(
    "prn_ended", "Cette prescription « si besoin » est terminée.", "Ne donnez pas. Appelez le médecin."
)
PRN_DAYS = FindingKind(
    "prn_days",
    "Nombre de jours de suite atteint (%(days)s) : un nouvel avis médical est nécessaire.",
    "Appelez le médecin.",
)
PRN_IN_PROGRESS = FindingKind(
    "prn_in_progress",
    "%(by)s est en train de le donner, depuis %(at)s.",
    "Ne donnez pas une seconde fois. Demandez-lui.",
)
PRN_RESERVED = FindingKind("prn_reserved", "%(amount)s de %(substance)s réservé à %(at)s.")
PRN_NOT_CHECKED = FindingKind(
    "prn_not_checked", "Contrôle non fait : aucun maximum connu sur 24 h pour %(substance)s."
)
PRN_INTERVAL_UNKNOWN = FindingKind(
    "prn_interval_unknown", "Intervalle non vérifié : aucun n'est écrit pour %(substance)s."
)
PRN_DECIDED = FindingKind(
    "prn_decided",
    "Au-delà d'une limite, sur un nouvel avis médical : %(by)s.",
    "Le médecin doit le confirmer.",
)
PRN_STOPPED = FindingKind(
    "prn_stopped", "Donné alors que la vérification disait STOP.", "Un infirmier doit le relire."
)
PRN_NOT_ASKED = FindingKind(
    "prn_not_asked",
    "Donné « si besoin » sans vérification préalable des limites.",
    "Un infirmier doit le relire.",
)
VITAL_ACT = FindingKind(
    "vital_act", "Geste d'urgence vitale, noté après coup.", "Un infirmier doit le relire et le contresigner."
)
HELD = FindingKind(
    "held", "Saisie conservée, sans prise prévue à laquelle la rattacher.", "Un infirmier doit la rattacher."
)


FLAGS: Mapping[str, FindingKind] = {
    "double": DOUBLE,
    "again": AGAIN_AFTER_SPAT_OUT,
    "contradictory": CONTRADICTORY,
    "contested": CONTESTED,
}
"""What each flag of a dose's state is found to be."""

JUDGED_AT_THE_ACT = (
    ACTS_JUDGED
    | JUDGED_HERE
    | frozenset(
        kind.code
        for kind in (
            EARLY,
            LATE,
            ALREADY_GIVEN,
            GIVEN_JUST_BEFORE,
            SPAT_OUT_BEFORE,
            RESIDENT_ABSENT,
            LINE_STOPPED,
            LINE_SUSPENDED,
            DOSE_TO_DECIDE,
            DOSE_DIFFERS,
            PRN_TOO_SOON,
            PRN_TOO_SOON_FOR_GOOD,
            PRN_MAXIMUM,
            PRN_MAXIMUM_FOR_GOOD,
            PRN_ONCE,
            PRN_ENDED,
            PRN_DAYS,
            PRN_IN_PROGRESS,
            PRN_DECIDED,
        )
    )
)
"""What a scan found that is found again, or no more, at the instant of the act; all else is kept from the scan."""

_AGREED = reasons(pharmacist="accord du pharmacien", physician="accord du médecin")

OVERRIDES: Mapping[str, tuple[Reason, ...]] = {
    **ACT_OVERRIDES,
    LATE.code: reasons(
        away="résident absent du lieu",
        care="soin en cours",
        emergency="urgence",
        woke_late="réveil tardif",
        delivery="livraison tardive",
    ),
    EARLY.code: reasons(outing="départ en sortie", appointment="rendez-vous", comfort="confort"),
    SUBSTANCE_SOON.code: reasons(physician="avis médical", planned="horaire prescrit"),
    TAKEN_ALONE.code: reasons(
        not_taken="la personne ne l'a pas pris", helped="a demandé de l'aide aujourd'hui"
    ),
    OTHER_UNIT.code: reasons(
        visiting="présent dans cette unité",
        moved="vient de changer d'unité",
        helping="renfort dans son unité",
    ),
    NO_STAY.code: reasons(
        arriving="admission en cours", temporary="accueil temporaire", day="accueil de jour"
    ),
    RESIDENT_ABSENT.code: reasons(back="déjà revenu", not_left="pas encore parti", on_site="resté sur place"),
    OTHER_STRENGTH.code: reasons(
        out_of_stock="dosage prescrit en rupture", delivered="livré ainsi par la pharmacie"
    ),
    DOSE_TO_DECIDE.code: reasons(physician="avis médical", protocol="protocole"),
    DOSE_DIFFERS.code: reasons(physician="avis médical", protocol="protocole"),
    OTHER_FORM.code: (*_AGREED, Reason("out_of_stock", "forme prescrite en rupture")),
    NOT_EQUIVALENT.code: (*_AGREED, Reason("delivered", "livré ainsi par la pharmacie")),
    LOT_AMBIGUOUS.code: reasons(read="date lue sur la boîte"),
    SPAT_OUT_BEFORE.code: reasons(physician="avis médical", whole="rejet immédiat et complet"),
}
"""For each finding that a carer may confirm, the closed list of reasons."""
