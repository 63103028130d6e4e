"""What goes out: findings, reasons and states in the reader's words; hot answers as plain dictionaries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from json import JSONEncoder
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields

from medcircuit.administration.rules.findings import OVERRIDES
from medcircuit.administration.rules.sites import NOT_SAID, SITES, UNSAID, Site
from medcircuit.administration.rules.vocabulary import (
    CORRECTIONS,
    REMOVALS,
    STATES,
    UNREADABLE,
    Reason,
    StateWord,
)
from medcircuit.administration.service import Answer, Receipt
from medcircuit.administration.service.doses_told import DoseNow
from medcircuit.kernel.findings import KINDS, Verdict
from medcircuit.kernel.http import Whole, filled, language, problem_json, problem_response, said
from medcircuit.kernel.once import Once
from medcircuit.kernel.phrases import phrase
from medcircuit.residents.rules.measures import KINDS as MEASURES
from medcircuit.residents.rules.measures import MeasureKind

HEADLINES = {
    Verdict.OK: "BON",
    Verdict.CONFIRM: "À CONFIRMER",
    Verdict.STOP: "STOP",
    Verdict.REPEAT: "DÉJÀ LU",
    Verdict.UNKNOWN: "INCONNU",
}
"""The word of each verdict."""
STOP_FOR_HELPER = phrase("Ne donnez pas. L'infirmier est prévenu.")
"""True: what stopped a helper is listed for the nurses (attention)."""


class AnswerSchema(Schema):
    """The answer to a scan."""

    id = fields.String()
    verdict = fields.String()
    kind = fields.String()
    resident = fields.String(allow_none=True)
    dose = fields.String(allow_none=True)
    line = fields.String(allow_none=True)
    findings = fields.List(fields.Dict())
    product = fields.Dict(allow_none=True)
    proposal = fields.Dict(allow_none=True)
    headline = fields.String()
    order = fields.String()
    helper = fields.Boolean()
    said = fields.String(allow_none=True)


class ReceiptsSchema(Schema):
    """The answers to events, one each."""

    receipts = fields.List(fields.Dict())


class DaySchema(Schema):
    """The rounds of a day."""

    date = fields.String()
    server_time = fields.String()
    rounds = fields.List(fields.Dict())


class PackSchema(Schema):
    """Everything a round needs."""

    round = fields.Dict()
    version = fields.String()
    cursor = fields.Integer()
    residents = fields.List(fields.Dict())
    tokens = fields.Dict()
    doses = fields.List(fields.Dict())


class NewsSchema(Schema):
    """What happened in a round."""

    cursor = fields.Integer()
    doses = fields.List(fields.Dict())
    in_progress = fields.List(fields.Dict())
    plan_version = fields.String()
    closed = fields.Dict(allow_none=True)


class HeldSchema(Schema):
    """Facts that no planned dose received."""

    held = fields.List(fields.Dict())


class ClosedSchema(Schema):
    """By whom and when a round was closed."""

    closed = fields.Dict()


def finding_said(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding in the reader's words, with the reasons that answer it."""
    kind, facts = KINDS[finding["code"]], finding["facts"]
    if "who" in facts:
        facts = {**facts, "who": ", ".join(said(one) for one in facts["who"].split(", "))}
    return {
        "code": kind.code,
        "tier": finding["tier"],
        "sentence": filled(kind.sentence, facts),
        "advice": filled(kind.advice, facts),
        "reasons": reasons_said(OVERRIDES.get(kind.code, ())),
    }


def reasons_said(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """A closed list of reasons in the reader's words."""
    return [{"code": reason.code, "label": said(reason.label)} for reason in reasons]


def answered(answer: Answer) -> Response:
    """The answer to a scan, on the wire."""
    body = answer.body
    return sent(
        {
            **body,
            "findings": [finding_said(finding) for finding in body["findings"]],
            "headline": said(HEADLINES[Verdict(body["verdict"])]),
            **for_helper(body),
        }
    )


def for_helper(body: Mapping[str, Any]) -> dict[str, str]:
    """What somebody who only helps is told beside a STOP."""
    stopped = body.get("helper") and body["verdict"] == Verdict.STOP.value
    return {"order": said(STOP_FOR_HELPER)} if stopped else {}


def received(receipts: Sequence[Receipt]) -> Response:
    """The receipts of some events, on the wire; the problem of an act that was sent alone is the answer itself."""
    if len(receipts) == 1 and receipts[0].problem:
        return problem_response(receipts[0].problem)
    return sent({"receipts": [_receipt_said(receipt) for receipt in receipts]})


def _receipt_said(receipt: Receipt) -> dict[str, Any]:
    body = receipt.body
    if receipt.problem:
        return {**body, "problem": problem_json(receipt.problem)}
    incidents = [
        {name: told[name] for name in ("code", "tier", "sentence", "advice")}
        for told in map(finding_said, body["incidents"])
    ]
    asked = body["question"]
    return {**body, "incidents": incidents, "question": _question_said(asked) if asked else None}


GIVEN_BY_YOU = "Vous l'avez déjà donné, %(at)s. L'avez-vous donné une seconde fois ?"
GIVEN_BY_ANOTHER = "Déjà donné par %(by)s, %(at)s. L'avez-vous donné aussi ?"


def _question_said(asked: Mapping[str, Any]) -> dict[str, Any]:
    facts = {"by": asked["by"], "at": asked["local_time"]}
    sentence = filled(GIVEN_BY_YOU if asked["own"] else GIVEN_BY_ANOTHER, facts)
    return {"sentence": sentence, "by": asked["by"], "at": asked["at"]}


def packed(body: dict[str, Any]) -> Response:
    """A pack on the wire, with the closed lists in the reader's words; the same pack again is not sent again."""
    passing = {name: body.pop(name) for name in ("made_at", "server_time", "cursor")}
    reader = language()
    doses = ",".join([_TOLD.of(told, None) + _now_text(now, reader) for told, now in body.pop("doses")])
    lasting = {
        **body,
        "round": _round_said(body["round"]),
        "residents": [_card_said(card) for card in body["residents"]],
        "to_decide": [{**one, "question": said(one["question"])} for one in body["to_decide"]],
    }
    content = f'"doses":[{doses}],{_text(lasting)[1:-1]},{_lists_text(reader)}}}'.encode()
    response = Response(b"%b,%b" % (_text(passing)[:-1].encode(), content), content_type="application/json")
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response


@lru_cache(maxsize=16384)
def _now_text(now: DoseNow, _reader: str) -> str:
    """What is so of a dose, as the end of its text, in the words of a reader of this language."""
    body = now.json()
    needs = [{**need, "limits": said(need["limits"]) if need["limits"] else None} for need in body["needs"]]
    labels = {badge: said(BADGES[badge]) for badge in now.badges if badge in BADGES}
    return _text({**body, "needs": needs, "badge_labels": labels})[1:]


@lru_cache
def _lists_text(_reader: str) -> str:
    """The closed lists that a round needs, as the end of a pack's text, in the words of a reader of this language."""
    lists = {
        "states": [_state_said(word) for word in STATES],
        "override_reasons": {code: reasons_said(reasons) for code, reasons in OVERRIDES.items()},
        "unreadable_reasons": reasons_said(UNREADABLE),
        "correction_reasons": reasons_said(CORRECTIONS),
        "removal_reasons": reasons_said(REMOVALS),
        "measure_kinds": [_kind_said(kind) for kind in MEASURES.values()],
        "sites": [_site_said(site) for site in (*SITES, Site(UNSAID, NOT_SAID))],
    }
    return _text(lists)[1:-1]


def rounds_listed(body: Mapping[str, Any]) -> Response:
    """The rounds of a day, on the wire."""
    return sent({**body, "rounds": [_round_said(one) for one in body["rounds"]]})


def _round_said(body: Mapping[str, Any]) -> dict[str, Any]:
    """A round whose moment is in the reader's words; a name that the house gave it stays."""
    moment = body["moment"]
    return {**body, "moment": {**moment, "label": said(moment["label"])}}


def _card_said(card: Mapping[str, Any]) -> dict[str, Any]:
    away = card["absence"]
    return {**card, "absence": {**away, "kind_label": said(away["kind_label"])} if away else None}


def _state_said(word: StateWord) -> dict[str, Any]:
    return {
        "code": word.state.value,
        "word": said(word.word),
        "letter": word.letter,
        "icon": word.icon,
        "reasons": reasons_said(word.reasons),
        "choice": word.choice,
    }


def _kind_said(kind: MeasureKind) -> dict[str, Any]:
    return {
        "code": kind.code,
        "label": said(kind.label),
        "unit": kind.unit,
        "least": kind.least,
        "most": kind.most,
        "pair": kind.pair,
    }


def _site_said(site: Site) -> dict[str, Any]:
    return {"code": site.code, "label": said(site.label), "worn": site.worn, "injected": site.injected}


BADGES = {
    "to_validate": "À VALIDER",
    "to_reconcile": "À RÉCONCILIER",
    "stup": "STUPÉFIANT",
    "risk": "À RISQUE",
    "cold": "FROID",
    "new": "NOUVEAU",
    "changed": "MODIFIÉ",
    "stopped": "ARRÊTÉ",
    "suspended": "SUSPENDU",
    "crush_no": "NE PAS ÉCRASER",
    "crush_ok": "Écrasement autorisé",
    "fasting": "À jeun",
    "with_meal": "Pendant le repas",
    "nurse_only": "ACTE INFIRMIER",
    "nurse_act": "ACTE INFIRMIER",
    "time_critical": "HEURE STRICTE",
    "assisted": "AIDE À LA PRISE",
    "entrusted": "ACTE CONFIÉ",
    "self_managed": "AUTONOME",
}
"""What each badge of a dose line says."""


_text = JSONEncoder(separators=(",", ":")).encode
_TOLD: Once[dict[str, Any], None, str] = Once(lambda told, _: f"{_text(told)[:-1]},", most=16384)
"""What the plan says of a dose, as the beginning of its text."""


def sent(body: Mapping[str, Any]) -> Response:
    """A body on the wire, as it is: hot answers are plain dictionaries, and their shapes are tested."""
    return Whole(_text(body))
