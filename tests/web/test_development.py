"""Trying out both sides on one machine, and reading the mails."""

from email.message import EmailMessage

import pytest

from bot.messages import Address
from core.effects import Effect, Kind
from tests.web.desks import BASE, SECRET
from web.seals import Seals

NAME = "20261123T080000000000-0123456789abcdef.eml"


@pytest.fixture
def letter(mails) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Your code <1>"
    message["To"] = "Ben <ben@example.com>"
    message["Date"] = "Mon, 23 Nov 2026 08:00:00 +0000"
    message["From"] = "parley@example.com"
    message.set_content("Your code is 123456. See http://127.0.0.1:8080/b/x")
    message.add_alternative("<h1>Your code</h1><script>alert(1)</script>", subtype="html")
    raw = bytes(message)
    (mails.path / NAME).write_bytes(raw)
    return raw


async def test_both_panes_keep_their_own_identity(client):
    first = (await client.get("/chat?as=host")).cookies["parley_visitor_host"].value
    second = (await client.get("/@anna/chat?as=invitee")).cookies["parley_visitor_invitee"].value
    assert first != second
    assert "parley_visitor_host" not in (await client.get("/chat?as=host")).cookies


async def test_the_hosts_link_is_found_in_what_the_host_was_told(client, desk, world):
    assert (await (await client.get("/try/link")).json()) == {"link": None}
    cookie = (await client.get("/chat?as=host")).cookies["parley_visitor_host"].value
    room = desk_room(cookie)
    address = Address(channel="webchat", room=room)
    said = {"text": f"Your link is {BASE}/@anna/intro. Share it.", "choices": [], "private": False}
    effect = Effect(
        key="1", kind=Kind.CHAT, lane=address.key, due=world.clock.now(),
        payload={"address": address.key, "outgoing": said},
    )  # fmt: skip
    async with desk._storage.writing() as uow:
        await uow.outbox.add(effect)
        await uow.commit()
    assert (await (await client.get("/try/link")).json()) == {"link": "/@anna/intro"}


async def test_a_pasted_link_opens_the_invitees_side(visitor):
    html = await visitor.open(f"/try?host={BASE}/@anna")
    assert 'src="/@anna/chat?as=invitee"' in html
    html = await visitor.open("/try?host=javascript:alert(1)")
    assert 'src="/try/invitee"' in html


async def test_mails_are_listed_and_shown_and_can_be_downloaded(visitor, client, letter):
    assert "Your code &lt;1&gt;" in await visitor.open("/outbox")
    assert "123456" in await visitor.open("/try/mails")
    html = await visitor.open(f"/outbox/{NAME}")
    assert "Your code is 123456." in html
    assert '<iframe class="mailhtml" sandbox ' in html
    answer = await client.get(f"/outbox/{NAME}/mail.eml")
    assert await answer.read() == letter


async def test_a_mail_without_any_header_is_listed_and_shown(visitor, mails):
    (mails.path / NAME).write_bytes(b"\nonly words")
    await visitor.open("/outbox")
    assert (visitor.status, NAME in visitor.html) == (200, True)
    assert "only words" in await visitor.open(f"/outbox/{NAME}")


async def test_a_mails_own_html_can_do_nothing(client, letter):
    answer = await client.get(f"/outbox/{NAME}/html")
    assert "<h1>Your code</h1>" in await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("name", ["nope.eml", "..%2f..%2fetc%2fpasswd", "%00", NAME])
async def test_a_mail_that_is_not_there_is_not_found(client, name):
    for path in ("", "/html", "/mail.eml"):
        assert (await client.get(f"/outbox/{name}{path}")).status == 404


def desk_room(cookie: str) -> str:
    return Seals(SECRET).open("visitor", cookie)
