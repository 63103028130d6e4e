"""The application: what every request passes before and after its view."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import IO, TYPE_CHECKING, Any

from flask import Flask, Request, Response, g
from flask.ctx import RequestContext
from flask.globals import request_ctx
from flask.sessions import NullSession, SessionInterface
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_smorest import Api, Blueprint
from sqlalchemy import Connection
from werkzeug.routing import MapAdapter, Rule
from werkzeug.utils import cached_property

from medcircuit.administration import helping_routes, prn_routes, register_routes, second_routes, vital_routes
from medcircuit.administration import routes as administration_routes
from medcircuit.consultations import routes as consultations_routes
from medcircuit.delegations import routes as delegations_routes
from medcircuit.kernel import http
from medcircuit.kernel.access import Actor
from medcircuit.kernel.clock import Clock, SystemClock
from medcircuit.kernel.db import Database
from medcircuit.kernel.door import Door
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.seals import SealKey
from medcircuit.kernel.vault import Vault
from medcircuit.kernel.work import Work, reading, refuse, writing
from medcircuit.medicines import routes as medicines_routes
from medcircuit.ordering import routes as ordering_routes
from medcircuit.overview import routes as overview_routes
from medcircuit.prescriptions import autonomy_routes, care_routes, checks_routes, daily_routes, review_routes
from medcircuit.prescriptions import routes as prescriptions_routes
from medcircuit.residents import routes as residents_routes
from medcircuit.staff import routes as staff_routes
from medcircuit.staff import service as staff
from medcircuit.staff.rules.factors import SecondFactorDue
from medcircuit.staff.rules.habilitations import SessionLocked
from medcircuit.stock import routes as stock_routes
from medcircuit.structure import routes as structure_routes
from medcircuit.web import factor_routes, national_routes, pages, session_routes, statics
from medcircuit.web.protection import Headers, protected

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SEEN_EVERY = timedelta(seconds=5)
"""How finely the last gesture of a session is noted: a write for each request would buy nothing."""
LARGEST_REQUEST = 2 * 1024 * 1024
_LENGTH = re.compile("[0-9]{1,9}")

BLUEPRINTS: tuple[Blueprint, ...] = (
    session_routes.bp,
    factor_routes.bp,
    national_routes.bp,
    structure_routes.bp,
    staff_routes.bp,
    residents_routes.bp,
    prescriptions_routes.bp,
    ordering_routes.bp,
    *delegations_routes.BLUEPRINTS,
    autonomy_routes.bp,
    care_routes.bp,
    daily_routes.bp,
    checks_routes.bp,
    review_routes.bp,
    administration_routes.bp,
    prn_routes.bp,
    helping_routes.bp,
    second_routes.bp,
    register_routes.bp,
    vital_routes.bp,
    consultations_routes.bp,
    medicines_routes.bp,
    stock_routes.bp,
    overview_routes.bp,
)


class ForeignOrigin(Forbidden):
    """A request that changes something did not come from a page of ours."""

    code = "foreign_origin"
    sentence = (
        "Cette demande ne vient pas d'une page de l'application. Rien n'a été enregistré. Rechargez la page."
    )


class _NoCookie(SessionInterface):
    """Flask's own session, of which there is none: ours are rows of the database."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002 - Flask's
        """The one that holds nothing, whoever asks."""
        return self._none


class _Request(Request):
    """Flask's, which reads a body that the server has received whole as it lies there."""

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body; one that does not say its length, or is longer than what is taken, is werkzeug's to limit or refuse."""
        length = self.environ.get("CONTENT_LENGTH") or ""
        if (
            "wsgi.input_terminated" in self.environ
            and _LENGTH.fullmatch(length)
            and int(length) <= LARGEST_REQUEST
        ):
            return self.input_stream
        return super().stream


class _Context(RequestContext):
    """Flask's, which finds a path that holds no name at once, before it looks through all routes."""

    def match_request(self) -> None:
        """Find the route of the request."""
        request = self.request
        fixed: Rule | None = self.app.fixed_routes.get((request.method, request.path))  # type: ignore[attr-defined]
        if fixed is None:
            super().match_request()
        else:
            request.url_rule, request.view_args = fixed, {}


class Application(Flask):
    """Flask, with the policy of the route, the session and the unit of work around every view."""

    database: Database
    clock: Clock
    policies: dict[str, http.Policy]
    seal_key: Callable[[], SealKey]
    door: Door
    request_class = _Request
    session_interface = _NoCookie()
    fixed_routes: Mapping[tuple[str, str], Rule] = {}
    """The routes whose path holds no name, by method and path."""

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; whatever the answer is, it leaves protected."""

        def start(status: str, headers: Headers, *fault: Any) -> Any:
            return start_response(status, protected(headers, environ), *fault)

        return super().wsgi_app(environ, start)

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """A request with its route."""
        return _Context(self, environ)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """The routes by method and path: the house has one host, whatever its name."""
        if request is None:
            return None
        environ = request.environ
        return MapAdapter(
            self.url_map,
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", ""),
            "",
            request.scheme,
            request.path,
            request.method,
            environ.get("QUERY_STRING", ""),
        )

    def full_dispatch_request(self) -> Response:
        """Answer a request, without the hooks and signals that nothing here listens to."""
        try:
            answer = self.dispatch_request()
        except Exception as error:  # noqa: BLE001 - the handlers of kernel.http answer it
            answer = self.handle_user_exception(error)
        return self.make_response(answer)

    def do_teardown_request(self, *_: object) -> None:
        """Nothing: a unit of work closes itself, and no hook of Flask's waits for the end of a request."""

    def do_teardown_appcontext(self, *_: object) -> None:
        """Nothing, for the same reason."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The view itself: none of ours is asynchronous."""
        return func

    def stand_on(
        self,
        database: Database,
        clock: Clock,
        *,
        seal_key: Callable[[], SealKey] | None = None,
        door: Door | None = None,
    ) -> None:
        """What the requests from now on work with: `create_app` says what each is."""
        self.database = database
        self.clock = clock
        self.seal_key = seal_key or cache(SealKey.fresh)
        self.door = door or Door(database, clock, clock, Vault.fresh())

    def dispatch_request(self) -> ResponseReturnValue:
        """Check who asks, open the unit of work, run the view, and close it before the answer leaves."""
        request = request_ctx.request
        if request.routing_exception is not None:
            return super().dispatch_request()
        declared = self.policies[request.endpoint or ""]
        refuse_nul(request)
        if request.method not in SAFE:
            refuse_foreign_origin(request)
        if declared.public:
            return super().dispatch_request()
        if declared.transaction and request.method not in SAFE:
            return self.dispatch_writing(request, declared)
        session = self.identify(declared)
        if declared.transaction:
            self.note_gesture(session)
            with reading(self.database, session.actor, self.clock) as work:
                g.work = work
                return super().dispatch_request()
        return super().dispatch_request()

    def dispatch_writing(self, request: Request, declared: http.Policy) -> ResponseReturnValue:
        """Find who asks and run the view in one transaction; the view's right is checked before it."""
        found: list[staff.Session] = []

        def actor(connection: Connection) -> Actor:
            found.append(self.session_in(connection, declared))
            return found[0].actor

        request.get_data()  # a slow sender must not hold the writer
        with writing(self.database, actor, self.clock) as work:
            g.work = work
            if declared.right is not None and not work.actor.may(declared.right):
                work.did(request.endpoint or "")
                raise Forbidden
            self.note_gesture(found[0], work)
            view: Callable[..., Any] = self.view_functions[request.endpoint or ""]
            answer: ResponseReturnValue = view(**request.view_args or {})
            return answer

    def session_in(self, connection: Connection, declared: http.Policy) -> staff.Session:
        """The session of the request as this connection sees it; a locked one uses only what answers it.

        So does one that must first get its second factor.
        """
        session = staff.session_of(connection, session_routes.token(), self.clock.now())
        g.actor = session.actor
        g.language = session.language
        if session.locked and not declared.while_locked:
            raise SessionLocked
        if session.factor_due and not declared.while_due:
            raise SecondFactorDue
        return session

    def identify(self, declared: http.Policy) -> staff.Session:
        """The session of the request, allowed to use this route; a refusal is audited."""
        request = request_ctx.request
        now = self.clock.now()
        with self.database.read() as connection:
            session = self.session_in(connection, declared)
            refused = declared.right is not None and not session.actor.may(declared.right)
            work = Work(connection, session.actor, now)
        if refused:
            work.did(request.endpoint or "")
            refuse(self.database, work, Forbidden())
            raise Forbidden
        return session

    def note_gesture(self, session: staff.Session, work: Work | None = None) -> None:
        """Keep the screen unlocked by what a person does; a page that polls by itself is no gesture."""
        now = self.clock.now()
        if now - session.seen_at < SEEN_EVERY or "X-Background" in request_ctx.request.headers:
            return
        if work is not None:
            staff.mark_seen(work.connection, session.actor.session_id or "", now)
        else:
            with self.database.write() as connection:
                staff.mark_seen(connection, session.actor.session_id or "", now)


def create_app(
    database: Database,
    clock: Clock | None = None,
    *,
    demo: bool = False,
    blueprints: Sequence[Blueprint] = (),
    seal_key: Callable[[], SealKey] | None = None,
    door: Door | None = None,
) -> Application:
    """The application over an opened database; `demo` marks its pages and adds the demonstration's blueprints.

    `seal_key` gives the key that signs now: asked at each signature, so that a replaced key serves at once. Without it one
    is made that lives as long as the application, and without a `door` the same: for tests and benchmarks.

    Raises:
        UndeclaredPolicy: a route does not say who may use it.
    """
    app = Application("medcircuit.web")
    app.stand_on(database, clock or SystemClock(), seal_key=seal_key, door=door)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        API_TITLE="medcircuit",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        DEMO=demo,
    )
    Babel(app, default_locale="fr", locale_selector=http.language)
    api = _Api(app)
    for blueprint in (*BLUEPRINTS, *blueprints):
        api.register_blueprint(blueprint)
    app.register_blueprint(pages.bp)
    app.register_blueprint(statics.bp)
    app.register_blueprint(national_routes.back)
    app.context_processor(lambda: {"demo": demo, "lang": http.language(), "static": statics.address()})
    http.install_errors(app, pages.problem)
    for endpoint in ("static", "api-docs.openapi_json"):
        http.public(app.view_functions[endpoint])
    http.require_policies(app)
    app.fixed_routes = fixed_routes(app)
    app.policies = {
        endpoint: declared
        for endpoint in app.view_functions
        if (declared := http.policy_of(app, endpoint)) is not None
    }
    return app


def fixed_routes(app: Flask) -> dict[tuple[str, str], Rule]:
    """The routes whose path holds no name, by method and path."""
    fixed = [rule for rule in app.url_map.iter_rules() if not rule.arguments]
    return {(method, rule.rule): rule for rule in fixed for method in rule.methods or ()}


class _Api(Api):
    """flask-smorest, whose errors are answered as problems by kernel.http."""

    def _register_error_handlers(self) -> None:
        """Leave the errors to the application's own handlers."""


def refuse_foreign_origin(request: Request) -> None:
    """Refuse a changing request that a page of another site could have sent.

    Raises:
        ForeignOrigin: the header that our pages set is missing, or the Origin is not this host.
    """
    origin = request.headers.get("Origin")
    if request.headers.get("X-Requested-With") != "medcircuit":
        raise ForeignOrigin
    if origin is not None and origin != request.host_url.rstrip("/"):
        raise ForeignOrigin


def refuse_nul(request: Request) -> None:
    """Refuse an address that holds a character no identifier has and PostgreSQL cannot compare.

    Raises:
        NotFound: nothing is called so.
    """
    asked = request.query_string
    if "\0" in request.path or b"%00" in asked or b"\0" in asked:
        raise NotFound
