"""The HTTP edge: the policy a route declares, the request's unit of work, and problems on the wire (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, Request, Response, current_app, g, has_request_context, json, request
from flask.globals import request_ctx
from flask_babel import gettext
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, missing
from sqlalchemy.exc import SQLAlchemyError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException, UnsupportedMediaType

from medcircuit.kernel.access import Actor, Right
from medcircuit.kernel.clock import Clock
from medcircuit.kernel.db import Database, is_storage_fault
from medcircuit.kernel.door import Door
from medcircuit.kernel.field_words import UNPRINTABLE, in_french
from medcircuit.kernel.phrases import recognised
from medcircuit.kernel.plainly import NotPlain, PlainSchema
from medcircuit.kernel.problems import Invalid, Problem, Unavailable
from medcircuit.kernel.seals import SealKey
from medcircuit.kernel.strict_json import read_json, unkept
from medcircuit.kernel.work import Work

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("medcircuit")

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """Who may use a route. `right` None: anyone signed in, or (`public`) anyone at all.

    `transaction` False: the view makes its own units of work (signing in hashes a password for a tenth of a second,
    which must not hold the writer). `while_locked`: it answers a locked session too. `while_due`: and one that must first get
    its second factor.
    """

    right: Right | None = None
    public: bool = False
    transaction: bool = True
    while_locked: bool = False
    while_due: bool = False


class UndeclaredPolicy(RuntimeError):
    """A route does not say who may use it: the application must not start."""


def policy(right: Right) -> Callable[[View], View]:
    """Declare the right that a route asks for; the service checks it again, with the unit."""
    return declare(Policy(right))


def public(view: View) -> View:
    """Declare a route that anyone may use: it shows nothing of anyone."""
    return declare(Policy(public=True, transaction=False, while_locked=True))(view)


def signed_in(view: View) -> View:
    """Declare a route for anyone signed in."""
    return declare(Policy())(view)


def declare(declared: Policy) -> Callable[[View], View]:
    """Attach a policy to a view."""

    def mark(view: View) -> View:
        view.__dict__["policy"] = declared
        return view

    return mark


def policy_of(app: Flask, endpoint: str | None) -> Policy | None:
    """The policy that an endpoint declared, through the wrappers of the framework."""
    view: Any = app.view_functions.get(endpoint or "")
    while view is not None:
        if "policy" in getattr(view, "__dict__", {}):
            return cast("Policy", view.__dict__["policy"])
        view = getattr(view, "__wrapped__", None)
    return None


def require_policies(app: Flask) -> None:
    """Refuse to start while a route does not say who may use it.

    Raises:
        UndeclaredPolicy: names the routes.
    """
    silent = sorted(
        {rule.endpoint for rule in app.url_map.iter_rules() if policy_of(app, rule.endpoint) is None}
    )
    if silent:
        raise UndeclaredPolicy(", ".join(silent))


def plain_body(bp: Blueprint, schema: PlainSchema) -> Callable[[View], View]:
    """As `bp.arguments(schema)`; a body that is plainly right is read by the short way alone, for it comes at every act."""

    def decorate(view: View) -> View:
        usual = bp.arguments(schema)(view)

        @wraps(usual)
        def answer(**names: Any) -> Any:
            request = request_ctx.request
            if request.environ.get("CONTENT_TYPE") != "application/json":
                return usual(**names)
            try:
                read = schema.plainly(read_json(request.get_data().decode()))
            except (NotPlain, ValidationError, Problem, ValueError, RecursionError):
                return usual(**names)  # the long way accepts it, or says what is wrong
            return view(read, **names)

        return cast("View", answer)

    return decorate


class _Current:
    """What belongs to the request being answered."""

    @property
    def work(self) -> Work:
        """The unit of work: it may write on POST, PUT, PATCH and DELETE, and only reads on GET."""
        return cast("Work", g.work)

    @property
    def actor(self) -> Actor:
        """The person signed in."""
        return cast("Actor", g.actor)

    @property
    def database(self) -> Database:
        """The database, for a view that makes its own units of work."""
        return cast("Database", current_app.database)  # type: ignore[attr-defined]

    @property
    def clock(self) -> Clock:
        """The clock, for the same."""
        return cast("Clock", current_app.clock)  # type: ignore[attr-defined]

    @property
    def door(self) -> Door:
        """What proofs of identity stand on."""
        return cast("Door", current_app.door)  # type: ignore[attr-defined]

    @property
    def seal_key(self) -> SealKey:
        """The key that seals signatures."""
        return cast("SealKey", current_app.seal_key())  # type: ignore[attr-defined]


current = _Current()


class UnreadableJson(Invalid):
    """The body of a request is no JSON, or more than JSON may hold: nested without end, endless numbers."""

    code = "unreadable_json"
    sentence = (
        "La demande est arrivée abîmée : ce n'est pas du JSON lisible. Rien n'a été enregistré. "
        "Rechargez la page et recommencez."
    )


class Bodies(FlaskParser):
    """Reads the body of a request as strict JSON."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        """What the body holds, `missing` where there is none.

        A sign that cannot be kept is refused here, unless the schema says itself what becomes of it, act by act.

        Raises:
            UnsupportedMediaType: it is said to be something else than JSON.
            UnreadableJson: it is not JSON in UTF-8, or cannot be held.
            MalformedRequest: a text of it cannot be kept.
        """
        body = req.get_data()
        if not body:
            return missing
        if not req.is_json:
            raise UnsupportedMediaType
        try:
            text = body.decode()
            read = read_json(text)
        except (ValueError, RecursionError):
            raise UnreadableJson from None
        wrong = [] if isinstance(schema, PlainSchema) else unkept(text, read)
        if wrong:
            raise malformed({"json": dict.fromkeys(wrong, UNPRINTABLE)})
        return read


Blueprint.ARGUMENTS_PARSER = Bodies()


class Whole(Response):
    """An answer in JSON that is whole and in memory: it leaves as it is."""

    def __init__(self, text: str) -> None:
        super().__init__(text, content_type="application/json")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send it, without the second look that werkzeug gives to the headers of any answer."""
        if environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return [self.get_data()]


class MalformedRequest(Invalid):
    """Fields are missing, unknown, or not of their type."""

    code = "malformed_request"
    sentence = "La demande est incomplète ou mal formée (%(fields)s). Rien n'a été enregistré. Corrigez et recommencez."


def language() -> str:
    """The reader's language: the one the person chose, else French, whatever the browser of a shared tablet says."""
    if not has_request_context():
        return "fr"
    chosen: Any = g.get("language") or request.cookies.get("lang")
    return chosen if chosen in {"fr", "en"} else "fr"


def in_english() -> bool:
    """Whether the reader chose English."""
    return language() == "en"


def said(text: str) -> str:
    """A French text of ours in the reader's language: a message id, or a phrase; any other text stays as it is."""
    if not text or not in_english():
        return text
    known: str = gettext(text)
    if known != text:
        return known
    found = recognised(text)
    if found is None:
        return text
    message, places = found
    return str(gettext(message) % {name: said(part) for name, part in places.items()})


def filled(sentence: str, facts: Mapping[str, Any]) -> str:
    """A sentence in the reader's language, its places filled with facts that are said in it too."""
    if not sentence:
        return ""
    if not in_english():
        return sentence % facts if facts else sentence
    told = {name: said(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    message = str(gettext(sentence))
    return message % told if told else message


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as RFC 9457 writes it, its sentence in the reader's language."""
    facts = {name: _fact_said(fact) for name, fact in problem.facts.items()}
    return {
        "type": f"/problems/{problem.code}",
        "title": gettext(problem.title),
        "status": int(problem.status),
        "detail": filled(problem.sentence, problem.facts),
        "code": problem.code,
        **facts,
    }


def _fact_said(fact: Any) -> Any:
    """A fact in the reader's language, however deep its sentences stand."""
    if isinstance(fact, Mapping):
        return {name: _fact_said(one) for name, one in fact.items()}
    if isinstance(fact, list):
        return [_fact_said(one) for one in fact]
    return said(fact) if isinstance(fact, str) else fact


Page = Callable[[Mapping[str, Any]], str]
"""Writes a problem, as `problem_json` shapes it, as a page for a person."""


def problem_response(problem: Problem) -> Response:
    """A problem on the wire: application/problem+json."""
    return _answer(problem_json(problem), None)


def _answer(body: Mapping[str, Any], page: Page | None) -> Response:
    """A problem on the wire; as a page to a browser that was led to an address, by a link or by hand."""
    if page is not None and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        return Response(page(body), status=body["status"], content_type="text/html; charset=utf-8")
    return Response(json.dumps(body), status=body["status"], content_type="application/problem+json")


ELSE = "La demande n'a pas pu aboutir. Recommencez ; si cela se répète, prévenez l'administrateur."
FRAMEWORK = {
    HTTPStatus.BAD_REQUEST: (
        "bad_request",
        "La demande ne peut pas être lue. Rien n'a été enregistré. Recommencez.",
    ),
    HTTPStatus.NOT_FOUND: ("no_such_page", "Cette adresse n'existe pas. Revenez à l'accueil."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "method_not_allowed",
        "Cette adresse ne connaît pas cette opération. Rien n'a été enregistré. Revenez à l'accueil.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "too_large",
        "La demande est trop grande. Rien n'a été enregistré. Envoyez-la en plusieurs fois.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "not_json",
        "La demande n'est pas en JSON. Rien n'a été enregistré. Rechargez la page.",
    ),
}


TITLES = {4: "Demande impossible", 5: "Indisponible"}
"""The title of a framework's error, by the class of its status."""


def install_errors(app: Flask, page: Page | None = None) -> None:
    """Answer every error as a problem: ours, the framework's, and what nobody foresaw; on a `page` for a person."""

    @app.errorhandler(Problem)
    def _problem(problem: Problem) -> Response:
        note_fault(problem.__cause__)
        return _answer(problem_json(problem), page)

    @app.errorhandler(HTTPException)
    def _framework(error: HTTPException) -> Response:
        if error.code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_REQUEST} and hasattr(error, "data"):
            return _answer(problem_json(malformed(error.data.get("messages", {}))), page)
        status = HTTPStatus(error.code or 500)
        code, sentence = FRAMEWORK.get(status, (f"http_{status.value}", ELSE))
        body = {
            "type": f"/problems/{code}",
            "title": gettext(TITLES.get(status.value // 100, Problem.title)),
            "status": status.value,
            "detail": gettext(sentence),
            "code": code,
        }
        answer = _answer(body, page)
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After"}:
                answer.headers[name] = value
        return answer

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Response:
        if is_storage_fault(error):  # a reading met it; a write says so itself
            note_fault(error)
            return _answer(problem_json(Unavailable()), page)
        log.error(
            "unforeseen error at %s", request.endpoint, exc_info=(type(error), error, error.__traceback__)
        )
        return _answer(
            {**problem_json(Unavailable()), "status": HTTPStatus.INTERNAL_SERVER_ERROR.value}, page
        )


def note_fault(cause: BaseException | None) -> None:
    """Say in the log that the storage failed under the request, if that is what a problem came from."""
    if isinstance(cause, SQLAlchemyError):
        current.database.faults.tell(cause, request.endpoint or "")


def malformed(messages: Mapping[str, Any]) -> MalformedRequest:
    """The problem that names every wrong field of a request, never its value."""
    found: dict[str, list[str]] = {}

    def walk(path: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(f"{path}.{key}" if path else str(key), inner)
        else:
            lines = value if isinstance(value, list) else [value]
            found[path] = [said(in_french(str(line))) for line in lines]

    walk("", next(iter(messages.values())) if len(messages) == 1 else messages)
    return MalformedRequest(fields=", ".join(sorted(found))[:200], errors=found)
