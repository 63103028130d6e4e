"""What may close a gesture to someone who is no nurse: the closed list of findings and their sentences."""

from __future__ import annotations

from medcircuit.kernel.findings import FindingKind

_CALL = "Ne donnez pas. Appelez l'infirmier."
_ASK_NURSE = "Ne donnez pas. Demandez l'autorisation à l'infirmier."

NURSE_ONLY = FindingKind("nurse_only", "Ce médicament est réservé à l'infirmier.", _CALL)
REGIME_UNSAID = FindingKind(
    "regime_unsaid",
    "Le prescripteur n'a pas dit qui peut aider : l'infirmier seul donne.",
    "Ne donnez pas. Appelez l'infirmier : le médecin peut le préciser sur la ligne.",
)
INJECTION_CLOSED = FindingKind("injection_closed", "Une injection est réservée à l'infirmier.", _CALL)
DOSE_NOT_FIXED = FindingKind(
    "dose_not_fixed", "La dose est à calculer ou à choisir : l'infirmier en décide.", _CALL
)
NARCOTIC_CLOSED = FindingKind("narcotic_closed", "Un stupéfiant est réservé à l'infirmier.", _CALL)
NOT_ESMS = FindingKind(
    "not_esms", "L'aide à la prise n'est ouverte que dans un établissement médico-social.", _CALL
)
AUTONOMY_UNKNOWN = FindingKind(
    "autonomy_unknown",
    "L'autonomie de la personne n'a pas été évaluée.",
    "Ne donnez pas. Demandez à l'infirmier de noter l'évaluation.",
)
AUTONOMY_ENOUGH = FindingKind(
    "autonomy_enough",
    "La personne est évaluée autonome : elle prend seule ses médicaments.",
    "Ne donnez pas. Appelez l'infirmier si elle n'y arrive pas.",
)
NOT_BY_PHYSICIAN = FindingKind(
    "not_by_physician",
    "Cette ligne n'est pas signée par un médecin.",
    "Ne donnez pas. Appelez l'infirmier : le médecin doit la signer.",
)
PROTOCOL_MISSING = FindingKind(
    "protocol_missing",
    "Aucun protocole en cours ne dit la dose et le moment.",
    "Ne donnez pas. Appelez l'infirmier : le médecin doit écrire le protocole.",
)
PROTOCOL_UNREAD = FindingKind(
    "protocol_unread",
    "Vous n'avez pas signé « lu et compris » pour ce protocole.",
    "Lisez le protocole et signez-le, ou appelez l'infirmier.",
)
FIRST_DOSE = FindingKind(
    "first_dose", "La première prise de ce médicament est réservée à l'infirmier.", _CALL
)
NOT_AUTHORISED = FindingKind(
    "not_authorised", "Vous n'avez pas d'autorisation pour cette personne et ce médicament.", _ASK_NURSE
)
OTHER_KIND = FindingKind(
    "authorisation_of_other_kind",
    "Votre autorisation ne correspond plus à ce que le prescripteur a choisi pour cette ligne.",
    _ASK_NURSE,
)
AUTHORISATION_AHEAD = FindingKind(
    "authorisation_ahead", "Votre autorisation commence le %(on)s.", "Ne donnez pas. Demandez à %(who)s."
)
AUTHORISATION_EXPIRED = FindingKind(
    "authorisation_expired", "Votre autorisation a expiré le %(on)s.", "Ne donnez pas. Demandez à %(who)s."
)
AUTHORISATION_REVOKED = FindingKind(
    "authorisation_revoked",
    "Votre autorisation a été retirée le %(on)s.",
    "Ne donnez pas. Demandez à %(who)s.",
)
TRAINING_MISSING = FindingKind(
    "training_missing",
    "Votre formation n'est pas attestée par un infirmier.",
    "Ne donnez pas. Demandez à %(who)s.",
)
QUALIFICATION_MISSING = FindingKind(
    "qualification_missing",
    "Un acte n'est confié qu'à un aide-soignant, un auxiliaire de puériculture ou un AES.",
    _CALL,
)
ASSESSMENT_MISSING = FindingKind(
    "assessment_missing",
    "L'état de la personne n'a pas été évalué avant de confier cet acte.",
    "Ne donnez pas. Demandez à %(who)s.",
)
OTHER_DOSE = FindingKind(
    "other_dose_than_protocol",
    "Le protocole dit %(dose)s, pas %(asked)s.",
    "Donnez la dose du protocole, ou appelez l'infirmier.",
)
NOT_MEASURED = FindingKind(
    "protocol_not_measured",
    "La mesure que demande le protocole manque.",
    "Ne donnez pas encore. Mesurez, puis recommencez.",
)
BELOW_THRESHOLD = FindingKind(
    "protocol_below_threshold",
    "La mesure n'atteint pas le seuil du protocole.",
    "Ne donnez pas. Appelez l'infirmier si vous êtes inquiet.",
)
CALL_FIRST = FindingKind(
    "protocol_call_first",
    "Le protocole demande d'appeler d'abord %(who)s (%(phone)s).",
    "Appelez, puis notez qui a répondu.",
)
NOT_WALKED = FindingKind(
    "protocol_not_walked",
    "Les questions du protocole n'ont pas toutes leur réponse.",
    "Ne donnez pas encore. Répondez aux questions du protocole.",
)
SAYS_NO = FindingKind(
    "protocol_says_no", "%(why)s Suivez le protocole.", "Appelez la personne que nomme le protocole."
)
COUNT_ASKED = FindingKind(
    "count_asked",
    "Stupéfiant marqué « aide à la prise ».",
    "Comptez avant et après, et notez la ligne du registre.",
)

JUDGED_HERE = frozenset(
    kind.code
    for kind in (
        NURSE_ONLY,
        REGIME_UNSAID,
        INJECTION_CLOSED,
        DOSE_NOT_FIXED,
        NARCOTIC_CLOSED,
        NOT_ESMS,
        AUTONOMY_UNKNOWN,
        AUTONOMY_ENOUGH,
        NOT_BY_PHYSICIAN,
        PROTOCOL_MISSING,
        PROTOCOL_UNREAD,
        FIRST_DOSE,
        NOT_AUTHORISED,
        OTHER_KIND,
        AUTHORISATION_AHEAD,
        AUTHORISATION_EXPIRED,
        AUTHORISATION_REVOKED,
        TRAINING_MISSING,
        QUALIFICATION_MISSING,
        ASSESSMENT_MISSING,
        OTHER_DOSE,
        NOT_MEASURED,
        BELOW_THRESHOLD,
        CALL_FIRST,
        NOT_WALKED,
        SAYS_NO,
        COUNT_ASKED,
    )
)
"""Every code that says whether a gesture is open to someone who is no nurse: judged anew at the instant of the act."""
