"""Pages for trying things out on one's own machine: both sides of a talk at once, and the mails that were written."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiohttp import web

from bot.messages import Address
from web.render import page, text_of
from web.site import LettersBox, site_of
from web.visitors import read_visitor

SHOWN = 100
"""Mails that are listed."""
STRIP = 6
"""Mails that are shown beside the talks."""
HOST_LINK = re.compile(r"/@([a-z0-9-]{1,50})(?:/([a-z0-9-]{1,50}))?")
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""What a mail's own HTML may do: look like itself, nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One written mail, opened."""

    name: str
    subject: str
    to: str
    date: str
    text: str
    html: str
    attachments: tuple[str, ...]


async def try_out(request: web.Request) -> web.Response:
    """Show host and invitee side by side, and the latest mails."""
    there = _link_in(request.query.get("host", ""))
    return page(request, "try.html", invitee=f"{there}/chat?as=invitee" if there else "/try/invitee")


async def try_invitee(request: web.Request) -> web.Response:
    """Ask whom to book with, until the talk beside has made a host."""
    return page(request, "try_invitee.html")


async def try_link(request: web.Request) -> web.Response:
    """Return the link of the host who was made in the talk beside, once there is one (JSON)."""
    site = site_of(request)
    visitor = read_visitor(request, "host")
    if visitor is None:
        return web.json_response({"link": None})
    lines = await site.desk.lines(Address(channel="webchat", room=visitor), "")
    said = [
        line.outgoing.text for line in lines if not line.mine and site.config.base_url in line.outgoing.text
    ]
    links = [_link_in(text.partition(site.config.base_url)[2]) for text in reversed(said)]
    return web.json_response({"link": next((link for link in links if link), None)})


async def try_mails(request: web.Request) -> web.Response:
    """Return the latest mails, to be put into the page."""
    facts = {"mails": _mails(_box(request), STRIP)}
    return web.Response(text=text_of(request, "_mails.html", facts), content_type="text/html")


async def outbox(request: web.Request) -> web.Response:
    """List the written mails."""
    return page(request, "outbox.html", mails=_mails(_box(request), SHOWN))


async def mail(request: web.Request) -> web.Response:
    """Show one mail."""
    name = request.match_info["name"]
    return page(request, "mail.html", mail=opened(name, _raw(request)))


async def mail_html(request: web.Request) -> web.Response:
    """Return a mail's HTML part, for a frame that can do nothing."""
    found = opened("", _raw(request))
    return web.Response(
        text=found.html,
        content_type="text/html",
        charset="utf-8",
        headers={"Content-Security-Policy": FRAMED},
    )


async def mail_file(request: web.Request) -> web.Response:
    """Return a mail as it was written."""
    named = {"Content-Disposition": 'attachment; filename="mail.eml"'}
    return web.Response(body=_raw(request), content_type="message/rfc822", headers=named)


def opened(name: str, raw: bytes) -> Mail:
    """Open a mail."""
    message = message_from_bytes(raw, policy=policy.default)
    files = (part.get_filename() or part.get_content_type() for part in message.iter_attachments())
    return Mail(
        name=name,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        date=str(message["Date"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        attachments=tuple(files),
    )


def _part(message: EmailMessage, kind: str) -> str:
    found = message.get_body(preferencelist=(kind,))
    return "" if found is None else str(found.get_content())


def _link_in(text: str) -> str | None:
    found = HOST_LINK.search(text)
    return found.group(0) if found else None


def _box(request: web.Request) -> LettersBox:
    letters = site_of(request).letters
    if letters is None:
        raise web.HTTPNotFound
    return letters


def _raw(request: web.Request) -> bytes:
    try:
        return _box(request).read(request.match_info["name"])
    except (KeyError, OSError, ValueError) as error:
        raise web.HTTPNotFound from error


def _mails(box: LettersBox, most: int) -> list[Mail]:
    return [opened(name, box.read(name)) for name in list(box.list())[:most]]
