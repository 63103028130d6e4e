"""`ask` for a dose as needed: judged by every right and every limit, claimed where nothing forbids it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from medcircuit.administration.models import prn_ask, prn_end
from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.as_needed import (
    AskUnreadable,
    check_score,
    limit_findings,
    prn_key,
    reason_of,
)
from medcircuit.administration.rules.entry import AHEAD, FutureAct, SameIdOtherContent, content_hash
from medcircuit.administration.rules.proposal import propose
from medcircuit.administration.rules.reading import RoundName, Scan, check_scan, kept_raw
from medcircuit.administration.rules.rights import check
from medcircuit.administration.rules.saying import clock_time
from medcircuit.administration.rules.situation import Code, CodeKind, Dose, LineStatus, Reader, Situation
from medcircuit.administration.service.counted import History, read_history
from medcircuit.administration.service.delegated import hard
from medcircuit.administration.service.limiting import body_of, judge_line
from medcircuit.administration.service.plan import Days, line_said
from medcircuit.administration.service.presenting import (
    Identified,
    Presented,
    _box,
    identify,
    measures_for,
    person_of,
    product_of,
    reader_of,
)
from medcircuit.administration.service.prn.helped import helped_findings, is_helped
from medcircuit.administration.service.products import is_counted, likeness, units_of
from medcircuit.administration.service.receipts import finding_json
from medcircuit.administration.service.scans import Answer, _answer, _code, _read, _store
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.findings import Finding, Tier, Verdict, verdict
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.words import brand
from medcircuit.prescriptions.service import NeededLine
from medcircuit.residents import service as residents

MOMENT = "PRN"
"""What stands for the moment of a scan that belongs to no round."""
_LIMITS = frozenset(
    kind.code
    for kind in (
        found.PRN_TOO_SOON,
        found.PRN_TOO_SOON_FOR_GOOD,
        found.PRN_MAXIMUM,
        found.PRN_MAXIMUM_FOR_GOOD,
        found.PRN_ONCE,
        found.PRN_DAYS,
        found.PRN_ENDED,
    )
)
_KNOWN = select(prn_ask.c.hash, prn_ask.c.establishment_id, prn_ask.c.answer).where(
    prn_ask.c.id == bindparam("id")
)
_BY_ID = select(prn_ask).where(
    prn_ask.c.id == bindparam("id"), prn_ask.c.establishment_id == bindparam("establishment")
)
_ENDED = select(prn_end.c.ask_id).where(prn_end.c.ask_id == bindparam("id"))


@dataclass(frozen=True)
class PrnAsk:
    """A dose as needed that a carer wants to give; `card` and `raw` are what was scanned of the person and the box.

    `decided_by`: the physician who decided anew that a limit may be passed. `may_scan` is False where the code cannot
    be read. `scan_id` names the reading of the box. `answers`: what was answered to the questions of the protocol, by
    question.
    """

    id: str
    resident: str
    line: str
    version_seen: int
    reason: str
    amount: Fraction
    at: datetime
    device: str
    scale: str | None = None
    score: Fraction | None = None
    card: str | None = None
    raw: str | None = None
    scan_id: str | None = None
    decided_by: str | None = None
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def content(self) -> str:
        """All of it as one text, to know it again."""
        said = {name: str(value) for name, value in vars(self).items() if name != "answers" or value}
        return json.dumps(said, sort_keys=True)


def ask_prn(work: Work, asked: PrnAsk) -> dict[str, Any]:
    """Judge a dose as needed, and claim it where nothing forbids it; the same request again: the same answer.

    The person's row is held meanwhile: of two carers at the same instant the second is told of the first.

    Raises:
        NotFound: this establishment has no such resident, or the person no such line as needed.
        Forbidden: the actor may not help where the person lives.
        AskUnreadable: reason or score are missing, or no dose is named.
        AnswerUnreadable: an answer to the protocol's questions is neither yes nor no.
        SameIdOtherContent: the id names another request.
    """
    unit_id = residents.unit_of(work, asked.resident)
    work.require(Right.HELP, unit_id=unit_id)
    check_score(asked.scale, asked.score, allowed=reason_of(asked.reason).scales)
    if asked.amount <= 0:
        raise AskUnreadable(reason="la dose manque")
    if asked.at > work.now + AHEAD:
        raise FutureAct(event=asked.id)
    residents.lock(work, asked.resident)
    hashed = content_hash(asked.content)
    if known := work.connection.execute(_KNOWN, {"id": asked.id}).one_or_none():
        if (known.hash, known.establishment_id) != (hashed, work.establishment_id):
            raise SameIdOtherContent(event=asked.id)
        answer: dict[str, Any] = json.loads(known.answer)
        return answer
    return _judged(work, asked, unit_id, hashed)


def _judged(work: Work, asked: PrnAsk, unit_id: str | None, hashed: str) -> dict[str, Any]:
    history = read_history(work, asked.resident)
    line = history.needs.line(asked.line)
    if line is None:
        raise NotFound
    key = prn_key(asked.line, asked.at, asked.id)
    judged = judge_line(work, history, line, asked.amount, body=body_of(work, asked.resident))
    limits = [*limit_findings(judged), *_in_progress(work, history, line)]
    said = tuple(_decided(asked, line, limits))
    if is_helped(work, unit_id):
        told = helped_findings(
            work,
            history,
            line,
            asked.amount,
            scale=asked.scale,
            score=asked.score,
            called=asked.decided_by,
            answers=dict(asked.answers),
        )
        said = (*limits, *told)
    answer = _scanned(work, asked, line, unit_id, key, said)
    claimed = answer["verdict"] in {Verdict.OK.value, Verdict.CONFIRM.value}
    body = {
        **answer,
        "id": asked.id,
        "dose": key,
        "line": asked.line,
        "claimed": claimed,
        "amount": amount_text(asked.amount),
        "unit": line.unit,
        "next_at": instant_text(judged.answer.next_at),
        "largest": amount_text(judged.answer.largest) if judged.answer.largest is not None else None,
    }
    work.did("prn_ask", ("prn_ask", asked.id), ("resident", asked.resident))
    work.connection.execute(insert(prn_ask), _row(work, asked, line, unit_id, body, hashed))
    return body


def _decided(asked: PrnAsk, line: NeededLine, findings: list[Finding]) -> list[Finding]:
    """The findings once a physician's new decision is known: a limit then informs; never for a narcotic."""
    passed = [one for one in findings if one.code in _LIMITS]
    if asked.decided_by is None or not passed or "stup" in line.badges:
        return findings
    lifted = [replace(one, tier=Tier.INFO) if one in passed else one for one in findings]
    return [*lifted, found.PRN_DECIDED(Tier.CONFIRM, by=asked.decided_by)]


def _in_progress(work: Work, history: History, line: NeededLine) -> list[Finding]:
    return [
        found.PRN_IN_PROGRESS(Tier.STOP, by=row.actor_name, at=clock_time(row.at, work.now))
        for row in history.open_asks
        if row.line_id == line.line_id
    ]


def prn_dose(line: NeededLine, key: str, amount: Fraction, at: datetime) -> Dose:
    """A dose as needed as the checks look at it: its limits alone judge its time, its authorisation who gives it."""
    return Dose(
        key=key,
        line_id=line.line_id,
        due=at,
        said=line_said(line.label),
        brand=brand(line.label.brand).upper() if line.label.brand else "",
        status=LineStatus(line.status),
        amount=amount,
        unit=line.unit,
        nurse_only=False,
        needs=line.care.measures,
        scale=line.care.scale,
        second=line.care.second,
    )


def _scanned(
    work: Work,
    asked: PrnAsk,
    line: NeededLine,
    unit_id: str | None,
    key: str,
    said: tuple[Finding, ...],
) -> dict[str, Any]:
    """The answer of the checks over person and box, with what the limits said; the reading of the box is kept."""
    today = work.now.astimezone(PARIS).date()
    _, person = person_of(work, asked.resident, Days(today, today), homonyms=False)
    dose = prn_dose(line, key, asked.amount, work.now)
    situation = Situation(
        now=work.now,
        today=today,
        unit_id=unit_id or "",
        code=Code(CodeKind.PRODUCT),
        reader=reader_of(work.actor, unit_id),
        person=person,
        doses=(dose,),
        asked=key,
        given=asked.amount,
        measures=measures_for(work, asked.resident, (dose,)),
    )
    card = _card(work, asked)
    if asked.raw is None or asked.scan_id is None:
        helper = situation.reader is Reader.HELPER
        return _plain(_for(situation, (*card, *check(situation), *said)), helper=helper)
    name = RoundName(unit_id or "", situation.today, MOMENT)
    scan = Scan(asked.scan_id, asked.raw, "scan", name, work.now, asked.device, resident=asked.resident)
    check_scan(scan)
    reading = _read(scan.raw, situation.today, typed=False)
    code = _code(scan, reading, repeated=False)
    product = product_of(work, code, reading)
    what = Presented(scan, code, Identified(resident_id=asked.resident), reading, product)
    if code.kind is CodeKind.PRODUCT and product is not None:
        how, ratio = likeness(work.connection, line.class_id, product)
        units, step = units_of(product, how, ratio, (asked.amount, line.unit))
        dose = replace(dose, likeness=how, units=units, step=step, counted=is_counted(product))
    box = _box(what, reading) if code.kind is CodeKind.PRODUCT else None
    situation = replace(situation, code=code, box=box, doses=(dose,))
    findings = _for(situation, (*card, *check(situation), *said))
    answer = _answer(what, situation, findings)
    _store(work, what, kept_raw(reading, scan.raw), answer)
    offered = propose(dose) if product is not None else None
    return {**answer.body, "scan": asked.scan_id, "ask": list(offered.ask) if offered else []}


def _for(situation: Situation, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings as they weigh for who asks: who only helps confirms nothing."""
    return hard(findings) if situation.reader is Reader.HELPER else findings


def _plain(findings: tuple[Finding, ...], *, helper: bool) -> dict[str, Any]:
    """The answer where no box was read."""
    body = Answer(
        {
            "verdict": verdict(findings).value,
            "helper": helper,
            "findings": [finding_json(one) for one in findings],
            "product": None,
            "proposal": None,
            "scan": None,
            "ask": [],
        }
    )
    return body.body


def _card(work: Work, asked: PrnAsk) -> tuple[Finding, ...]:
    """What the card that was scanned says of the person: another's is a STOP."""
    if asked.card is None:
        return ()
    today = work.now.astimezone(PARIS).date()
    scan = Scan(asked.id, asked.card, "scan", RoundName("", today, MOMENT), work.now, asked.device)
    who = identify(work, scan, _read(asked.card, today, typed=False))
    if who.token is None or not who.token.known:
        return (found.TOKEN_UNKNOWN(Tier.UNKNOWN),)
    if who.token.revoked_on is not None:
        return (found.TOKEN_REVOKED(Tier.STOP, on=f"{who.token.revoked_on:%d/%m/%Y}"),)
    return () if who.resident_id == asked.resident else (found.WRONG_PERSON(Tier.STOP),)


def _row(
    work: Work,
    asked: PrnAsk,
    line: NeededLine,
    unit_id: str | None,
    body: dict[str, Any],
    hashed: str,
) -> dict[str, Any]:
    return {
        "id": asked.id,
        "establishment_id": work.establishment_id,
        "unit_id": unit_id,
        "resident_id": asked.resident,
        "line_id": asked.line,
        "version_seen": asked.version_seen,
        "dose_key": body["dose"],
        "reason": asked.reason,
        "scale": asked.scale,
        "score": amount_text(asked.score) if asked.score is not None else None,
        "amount": amount_text(asked.amount),
        "unit": line.unit,
        "claimed": body["claimed"],
        "decided_by": asked.decided_by,
        "answers": json.dumps(dict(asked.answers)) if asked.answers else None,
        "scan_id": asked.scan_id if asked.raw is not None else None,
        "device_id": asked.device,
        "actor_id": work.actor.user_id,
        "actor_name": work.actor.name,
        "at": asked.at,
        "received_at": work.now,
        "hash": hashed,
        "answer": json.dumps(body, ensure_ascii=False, sort_keys=True),
    }


def end_ask(work: Work, ask_id: str) -> dict[str, Any]:
    """Give up a dose in progress: « abandonné, non donné »; it no longer counts. Twice is once.

    Raises:
        NotFound: this establishment has no such request.
        Forbidden: the actor may not give where the person lives.
    """
    row: Row[*tuple[Any, ...]] | None = work.connection.execute(
        _BY_ID, {"id": ask_id, "establishment": work.establishment_id}
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.HELP, unit_id=residents.unit_of(work, row.resident_id))
    residents.lock(work, row.resident_id)
    if work.connection.execute(_ENDED, {"id": ask_id}).one_or_none() is None:
        work.did("prn_end", ("prn_ask", ask_id), ("resident", row.resident_id))
        work.connection.execute(
            insert(prn_end),
            {
                "ask_id": ask_id,
                "establishment_id": work.establishment_id,
                "by": work.actor.user_id,
                "by_name": work.actor.name,
                "at": work.now,
            },
        )
    return {"ended": ask_id}
