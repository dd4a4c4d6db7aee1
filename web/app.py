"""The aiohttp application: every page and who serves it."""

from collections.abc import Sequence

from aiohttp import web

from bot.ports import FrontDesk
from web import (
    account,
    auth,
    booking,
    chat,
    connect,
    connections,
    development,
    guests,
    health,
    home,
    manage,
    oauth,
    polls,
    programs,
    security,
    sign_in,
    waiting,
)
from web.config import WebConfig
from web.limits import Attempts
from web.render import STATIC, templates
from web.seals import Seals
from web.site import SITE, ChatSocket, LettersBox, Parts, Site
from web.visitors import with_cookies

__all__ = ["ChatSocket", "LettersBox", "Parts", "WebConfig", "make_app"]

MAX_FORM = 64 * 1024
"""Bytes of a posted form."""


def make_app(
    desk: FrontDesk,
    config: WebConfig,
    parts: Parts = Parts(),  # noqa: B008 # it is frozen
    *,
    doors: Sequence[web.AbstractRouteDef] = (),
) -> web.Application:
    """Return the application; `doors` are those of networks."""
    middlewares = (security.counted, with_cookies, security.kindly, security.to_https)
    app = web.Application(middlewares=middlewares, client_max_size=MAX_FORM)
    app[SITE] = Site(
        desk=desk,
        config=config,
        seals=Seals(config.secret),
        templates=templates(),
        attempts=Attempts(config.attempts_per_hour),
        holds=Attempts(config.holds_per_hour),
        letters=parts.letters,
        chat=parts.chat,
        travels=parts.travels,
        connecting=parts.connecting,
        signing=parts.signing,
        providers=parts.providers,
    )
    app.on_response_prepare.append(security.guard)
    app.on_shutdown.append(_close_sockets)
    app.add_routes([*_routes(development_too=config.development), *doors])
    return app


async def _close_sockets(app: web.Application) -> None:
    socket = app[SITE].chat
    if socket is not None:
        await socket.close()


def _routes(*, development_too: bool) -> list[web.AbstractRouteDef]:
    pages = (*PLAIN, *TALKS, *BOOKING, *MANAGING, *COMPANY, *CONNECTING, *SIGNING, *PROGRAMS)
    routes = [*pages, web.static("/static", STATIC)]
    return [*routes, *DEVELOPMENT] if development_too else routes


PLAIN = (
    web.get("/", home.home),
    web.get("/healthz", health.alive),
    web.get("/readyz", health.ready),
    web.get("/metrics", health.metrics),
)
TALKS = (
    web.get("/chat", chat.own),
    web.get("/ws", chat.socket),
    web.get("/@{username}/chat", chat.with_host),
    web.get("/@{username}/{code}/chat", chat.with_host),
)
BOOKING = (
    web.get("/@{username}", home.host),
    web.get("/u/{username}", home.profile),
    web.get("/@{username}/{code}", booking.show),
    web.get("/@{username}/{code}/times", booking.times),
    web.post("/@{username}/{code}/hold", booking.hold),
    web.post("/@{username}/{code}/details", booking.details),
    web.post("/@{username}/{code}/book", booking.book),
)
MANAGING = (
    web.get("/b/{token}", manage.show),
    web.get("/b/{token}/booked", manage.booked),
    web.get("/b/{token}/meeting.ics", manage.download),
    web.get("/b/{token}/cancel", manage.ask_cancel),
    web.post("/b/{token}/cancel", manage.cancel),
    web.post("/b/{token}/answer", manage.answer),
    web.post("/b/{token}/undo", manage.undo),
    web.get("/b/{token}/{verb:move|propose}", manage.pick),
    web.post("/b/{token}/{verb:move|propose}", manage.move),
    web.get("/b/{token}/{verb:move|propose}/times", manage.times),
    web.post("/b/{token}/{verb:move|propose}/hold", manage.hold),
)
COMPANY = (
    web.get("/g/{token}", guests.show),
    web.post("/g/{token}", guests.answer),
    web.get("/w/{token}", waiting.show),
    web.post("/w/{token}/take", waiting.take),
    web.post("/w/{token}/leave", waiting.leave),
    web.get("/poll/{code}", polls.show),
    web.post("/poll/{code}", polls.vote),
)
CONNECTING = (
    web.get("/connect/{token}", connect.show),
    web.post("/connect/{token}", connect.go_on),
    web.get("/connected", connect.done),
    web.get("/account/connections", connections.show),
    web.post("/account/connections", connections.choose),
    web.post("/account/connections/connect", connections.connect),
    web.get("/account/connections/{account}/disconnect", connections.ask_disconnect),
    web.post("/account/connections/{account}/disconnect", connections.disconnect),
    web.get("/oauth/{provider:google|microsoft|github}/callback", oauth.callback),
)
SIGNING = (
    web.get("/sign-in", sign_in.show),
    web.post("/sign-in", sign_in.send),
    web.post("/sign-in/code", sign_in.code),
    web.get("/sign-in/link/{token}", sign_in.show_link),
    web.post("/sign-in/link/{token}", sign_in.use_link),
    web.get("/sign-in/password", sign_in.show_password),
    web.post("/sign-in/password", sign_in.password),
    web.get("/sign-in/with/{provider}", sign_in.depart),
    web.get("/sign-in/second", sign_in.show_second),
    web.post("/sign-in/second", sign_in.second),
    web.post("/sign-out", sign_in.sign_out),
    web.get("/account", account.show),
    web.post("/account/name", account.change_name),
    web.post("/account/email", account.send_code),
    web.post("/account/email/code", account.prove_email),
    web.post("/account/password", account.set_password),
    web.post("/account/password/remove", account.remove_password),
    web.post("/account/identities/{provider}/remove", account.remove_identity),
    web.post("/account/second", account.switch_on),
    web.get("/account/second", account.show_second),
    web.post("/account/second/off", account.switch_off),
    web.post("/account/recovery", account.renew_recovery),
    web.post("/account/sessions/end", account.end_all),
    web.post("/account/sessions/{session}/end", account.end_one),
)
PROGRAMS = (
    web.get("/calendar/accounts", programs.accounts),
    web.get("/calendar/calendars", programs.calendars),
    web.get("/calendar/events", programs.events),
    web.get("/calendar/auth-url", programs.auth_url),
    web.post("/calendar/connect", programs.connect),
    web.delete("/calendar/disconnect", programs.disconnect),
    web.delete("/calendar/disconnect/{account}", programs.disconnect),
    web.get("/api/calendar/oauth", programs.auth_url),
    web.post("/api/calendar/oauth", programs.connect),
    web.post("/api/calendar/sync", programs.sync),
    web.post("/auth/register", auth.register),
    web.post("/auth/login", auth.login),
    web.post("/auth/verify", auth.verify),
    web.post("/auth/refresh", auth.refresh),
    web.post("/auth/logout", auth.logout),
    web.post("/auth/oauth/{provider}", auth.oauth),
    web.get("/users/me", auth.me),
)
DEVELOPMENT = (
    web.get("/try", development.try_out),
    web.get("/try/invitee", development.try_invitee),
    web.get("/try/link", development.try_link),
    web.get("/try/mails", development.try_mails),
    web.get("/outbox", development.outbox),
    web.get("/outbox/{name}", development.mail),
    web.get("/outbox/{name}/html", development.mail_html),
    web.get("/outbox/{name}/mail.eml", development.mail_file),
)
