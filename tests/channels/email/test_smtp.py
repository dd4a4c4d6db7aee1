"""Mail by SMTP against a real server that is secured, slow, picky or gone."""

import asyncio
import socket
from dataclasses import replace
from typing import Any

import pytest

from channels.email.letters import message_id
from channels.email.smtp import Security, SmtpMailer
from core.booking import Side
from core.effects import News
from core.errors import Rejected, Revoked, Transient
from tests.support.letters import SENDER, booking, code_letter, letter, text
from tests.support.smtp import MailServer
from tests.support.world import FrozenClock


def mailer(server: MailServer, **changes: Any) -> SmtpMailer:
    return SmtpMailer(server.settings(**changes), SENDER, FrozenClock())


@pytest.mark.parametrize("security", list(Security))
async def test_letter_arrives_whole_however_the_line_is_secured(security: Security) -> None:
    async with MailServer(security, sign_in=True) as server:
        receipt = await mailer(server).send("k1", letter(News.BOOKED, Side.INVITEE))
    (mail,) = server.accepted
    assert receipt == mail["Message-ID"] == message_id("k1", SENDER)
    assert "Your meeting with Anna Weber is confirmed." in text(mail)
    assert server.signed_in == [True]
    assert b"\n" not in server.raw[0].replace(b"\r\n", b"")


async def test_a_line_to_be_upgraded_is_encrypted_when_the_letter_goes_over_it() -> None:
    async with MailServer(Security.STARTTLS, sign_in=True) as server:
        await mailer(server).send("k1", code_letter())
    assert server.encrypted == [True]


async def test_a_server_that_cannot_encrypt_gets_no_letter() -> None:
    async with MailServer(Security.NONE) as server:
        with pytest.raises(Transient):
            await mailer(server, security=Security.STARTTLS).send("k1", code_letter())
    assert server.letters == []


async def test_an_unknown_certificate_gets_no_letter() -> None:
    async with MailServer(Security.TLS) as server:
        with pytest.raises(Transient):
            await mailer(server, ca_file=None).send("k1", code_letter())
    assert server.letters == []


async def test_wrong_password_is_a_withdrawn_permission() -> None:
    async with MailServer(Security.STARTTLS, sign_in=True) as server:
        with pytest.raises(Revoked):
            await mailer(server, password="wrong").send("k1", code_letter())
        with pytest.raises(Revoked):
            await mailer(server, password="wrong").check()
        await mailer(server).check()
    assert server.letters == []


async def test_a_refused_recipient_is_refused_for_good_and_others_are_not() -> None:
    async with MailServer() as server:
        server.refused["bob@example.org"] = "550 no such mailbox"
        with pytest.raises(Rejected):
            await mailer(server).send("k1", code_letter())
        await mailer(server).send("k2", code_letter(to_email="eve@example.org"))
    assert [mail["To"] for mail in server.accepted] == ["eve@example.org"]


@pytest.mark.parametrize("code", ["450", "451", "452"])
async def test_a_recipient_put_off_is_tried_again(code: str) -> None:
    async with MailServer() as server:
        server.refused["bob@example.org"] = f"{code} come back later"
        with pytest.raises(Transient):
            await mailer(server).send("k1", code_letter())


async def test_a_letter_put_off_is_taken_the_next_time_as_the_same_letter() -> None:
    async with MailServer() as server:
        server.answers = ["451 greylisted"]
        with pytest.raises(Transient):
            await mailer(server).send("k1", code_letter())
        await mailer(server).send("k1", code_letter())
    assert len(server.letters) == 2
    assert len({mail["Message-ID"] for mail in server.letters}) == 1


async def test_a_letter_that_is_refused_is_refused_for_good() -> None:
    async with MailServer() as server:
        server.answers = ["554 no spam please"]
        with pytest.raises(Rejected):
            await mailer(server).send("k1", code_letter())


async def test_a_server_that_is_down_may_come_back() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = MailServer()
        server.port = taken.getsockname()[1]
        with pytest.raises(Transient):
            await mailer(server).send("k1", code_letter())


async def test_a_server_that_does_not_answer_may_come_back() -> None:
    async with MailServer() as server:
        server.gate.clear()
        with pytest.raises(Transient):
            await mailer(server, timeout=0.2).send("k1", code_letter())


async def test_a_server_that_hangs_up_may_come_back() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    listener = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with listener:
        server = MailServer()
        server.port = listener.sockets[0].getsockname()[1]
        with pytest.raises(Transient):
            await mailer(server).send("k1", code_letter())


async def test_an_address_in_another_script_arrives() -> None:
    async with MailServer() as server:
        await mailer(server).send("k1", code_letter(to_email="józef@example.org"))
    assert "To: józef@example.org\r\n".encode() in server.raw[0]


async def test_a_domain_in_another_script_arrives_at_its_ascii_name() -> None:
    async with MailServer() as server:
        await mailer(server).send("k1", code_letter(to_email="bob@bücher.example"))
    assert server.accepted[0]["To"].addresses[0].addr_spec == "bob@xn--bcher-kva.example"


async def test_an_address_in_another_script_does_not_hold_up_the_others_letter() -> None:
    invitee = replace(booking().invitee, email="józef@example.org")
    async with MailServer() as server:
        await mailer(server).send("k1", letter(News.BOOKED, Side.HOST, booking(invitee=invitee)))
    (mail,) = server.accepted
    assert mail["Reply-To"] is None
    assert "józef@example.org" in text(mail)
