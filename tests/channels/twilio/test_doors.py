"""The doors: only Twilio comes in, nothing is lost or doubled, and the words that telephones reserve are obeyed."""

import asyncio
import json
from pathlib import Path

import pytest
from twilio.request_validator import HMAC_SHA256, RequestValidator

from bot.ports import Room
from channels.twilio import wire
from channels.twilio.signature import Signatures
from core.errors import ConflictError, Transient
from jobs.sweeps import Sweeps
from tests.channels.twilio.conftest import BASE
from tests.support.twilio import contract
from tests.support.twilio.phone import signed
from tests.support.twilio.vendor import SMS, TOKEN, WHATSAPP


async def room(town, phone) -> Room | None:
    account = WHATSAPP if phone.channel == "whatsapp" else SMS
    return await town.house.desk.room(phone.channel, account, phone.number)


async def test_what_is_written_is_answered(near):
    phone = near.phone("whatsapp")
    answer = await near.hears(phone, "hello")
    assert (answer.status, answer.content_type) == (200, "text/xml")
    assert "<Message>" not in await answer.text()
    assert "I am Parley" in phone.unread()[0].text


async def test_the_same_delivery_is_taken_once(near):
    phone = near.phone("sms")
    form = phone.says("hello")
    for _ in range(3):
        assert (await near.takes(phone, form)).status == 200
    assert len(phone.unread()) == 1


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
@pytest.mark.parametrize("where", ["", "/status"])
async def test_what_is_not_signed_by_twilio_is_refused(near, channel, where, capsys):
    phone = near.phone(channel)
    form = phone.says("a secret thing")
    path = f"/twilio/{channel}{where}"
    forged = [
        {"token": "another token"},
        {"url": f"https://elsewhere.example{path}"},
        {"url": f"{BASE}{path}?more=1"},
        {"body": signed(BASE + path, form | {"Body": "changed"})[0]},
        {"body": signed(BASE + path, form)[0][:-9]},
        {"body": b"Body=\xff&%"},
        {"headers": {"X-Twilio-Signature": ""}},
        {"headers": {"X-Twilio-Signature": "ümläut"}},
        {"headers": {"Content-Type": "application/json"}},
        {"headers": {"Content-Type": "application/x-www-form-urlencoded; charset=klingon"}},
        {"headers": {"X-Twilio-Webhooks-Signature-Settings": "key=k,algorithm=HMAC_SHA256"}},
        {"headers": {"X-Twilio-Webhooks-Signature-Settings": "key=k,algorithm=NONE"}},
    ]
    for each in forged:
        assert (await near.post(path, form, **each)).status == 403, each
    await near.settle()
    assert await room(near, phone) is None
    assert phone.unread() == []
    assert "secret thing" not in capsys.readouterr().out


async def test_a_request_that_is_too_large_is_refused(near):
    form = near.phone("sms").says("x" * 40_000)
    assert (await near.post("/twilio/sms", form)).status == 403


async def test_a_replayed_request_says_nothing_again(near):
    """Twilio's signature has no time in it: what is known already does nothing."""
    phone = near.phone("sms")
    stop, start = phone.says("STOP"), phone.says("START")
    await near.hears(phone, "hello")
    await near.takes(phone, stop)
    await near.takes(phone, start)
    phone.unread()
    await near.takes(phone, stop)
    assert (await room(near, phone)).silent == ""
    await near.takes(phone, start)
    assert phone.unread() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"MessageSid": "none"},
        {"MessageSid": ""},
        {"From": "+4915100000001"},
        {"From": "whatsapp:anna"},
        {"To": "whatsapp:+15550001111"},
        {"ButtonPayload": "x" * 65},
    ],
)
async def test_a_signed_request_that_makes_no_sense_is_refused(near, changed):
    phone = near.phone("whatsapp")
    assert (await near.post("/twilio/whatsapp", phone.says("hello") | changed)).status == 400


async def test_what_cannot_be_kept_now_is_asked_for_again(near, monkeypatch):
    async def away(*_args):
        raise Transient("the database is away")

    phone = near.phone("whatsapp")
    form = phone.says("hello")
    monkeypatch.setattr(near.house.desk, "arrive", away)
    answer = await near.post("/twilio/whatsapp", form)
    assert (answer.status, "Retry-After" in answer.headers) == (503, True)
    monkeypatch.undo()
    await near.takes(phone, form)
    assert len(phone.unread()) == 1


async def test_the_acknowledgement_waits_for_no_answer(near, monkeypatch):
    """Twilio waits 15 seconds: what was kept is acknowledged at once, however long its turn takes."""
    ready, taken = asyncio.Event(), []

    async def slow(where):
        await ready.wait()
        taken.append(where)

    monkeypatch.setattr(near.house.desk, "settle", slow)
    phone = near.phone("whatsapp")
    assert (await near.post("/twilio/whatsapp", phone.says("hello"))).status == 200
    assert taken == []
    ready.set()
    await near.house.desk.drain()
    assert len(taken) == 1


async def test_what_was_kept_before_a_crash_is_answered_after_it(near, monkeypatch):
    """The process dies between acknowledgement and answer: the next sweep takes the turn, once."""

    async def killed(where):
        return None

    phone = near.phone("sms")
    form = phone.says("hello")
    with monkeypatch.context() as patched:
        patched.setattr(near.house.desk, "settle", killed)
        await near.takes(phone, form)
    assert phone.unread() == []
    near.world.clock.tick(minutes=1)
    sweeps = Sweeps(
        storage=near.house.storage,
        clock=near.world.clock,
        settle=near.house.desk.settle,
        perform=near.house.desk.perform,
    )
    for _ in range(2):
        await sweeps.inbox()
        await near.takes(phone, form)
    assert len(phone.unread()) == 1


async def test_who_writes_from_a_country_with_several_clocks_is_asked_for_the_city(near):
    phone = near.phone("whatsapp", "+61412345678")
    await near.hears(phone, "hello")
    assert "Which city are you in?" in phone.unread()[0].text
    known = near.phone("whatsapp", "+447911123456")
    await near.hears(known, "hello")
    assert "London time" in known.unread()[0].text


async def test_a_delivery_that_is_raced_is_kept_all_the_same(near, monkeypatch):
    """Twilio does not bring again what we could not keep because another was faster."""
    phone = near.phone("whatsapp")
    raced = iter([True, True, False])
    accept = near.house.desk._accept

    async def accepted(*args):
        if next(raced):
            raise ConflictError("conversation")
        return await accept(*args)

    monkeypatch.setattr(near.house.desk, "_accept", accepted)
    assert (await near.takes(phone, phone.says("hello"))).status == 200
    assert len(phone.unread()) == 1


# -- signatures -----------------------------------------------------------------------------------


def test_the_public_address_decides_with_and_without_the_port():
    form = {"From": "+4915100000001"}
    for given, called in [
        ("https://parley.example", "https://parley.example:443"),
        ("https://parley.example:443", "https://parley.example"),
        ("http://parley.example:8080", "http://parley.example"),
    ]:
        signature = RequestValidator(TOKEN).compute_signature(f"{called}/twilio/sms?key=a%23b", form)
        headers = {"X-Twilio-Signature": signature}
        assert Signatures(base_url=given, auth_token=TOKEN).holds("/twilio/sms?key=a%23b", form, headers)
        assert not Signatures(base_url=given, auth_token=TOKEN).holds("/twilio/sms?key=a#b", form, headers)


def test_a_shared_key_signs_where_the_account_has_one():
    form = {"From": "+4915100000001"}
    signature = RequestValidator("shared").compute_signature(f"{BASE}/twilio/sms", form, HMAC_SHA256)
    headers = {
        "X-Twilio-Signature": signature,
        "X-Twilio-Webhooks-Signature-Settings": "key=k1,algorithm=HMAC_SHA256",
    }
    judge = Signatures(base_url=BASE, auth_token=TOKEN, shared_key="shared")
    assert judge.holds("/twilio/sms", form, headers)
    assert not judge.holds("/twilio/sms", form, {"X-Twilio-Signature": signature})


@pytest.mark.skipif(not contract.is_here(), reason=contract.WHY_NOT)
def test_the_vendors_own_vectors_hold():
    data = json.loads((Path(contract.FOLDER) / "signature_vectors.json").read_text(encoding="utf-8"))
    for each in data["vectors"]:
        scheme, _, rest = each["uri"].partition("://")
        host, _, path = rest.partition("/")
        judge = Signatures(base_url=f"{scheme}://{host}", auth_token=data["auth_token"])
        assert judge.holds(f"/{path}", data["params"], {"X-Twilio-Signature": each["sig"]}), each
        assert not judge.holds(
            f"/{path}", data["params"] | {"Digits": "9"}, {"X-Twilio-Signature": each["sig"]}
        )


# -- words that telephones reserve ------------------------------------------------------------------


async def test_stop_is_confirmed_once_and_start_lifts_it(near):
    phone = near.phone("whatsapp")
    await near.hears(phone, "hello")
    phone.unread()
    answer = await near.hears(phone, "STOP")
    assert "Send START" not in str(phone.unread())
    assert "START" in await answer.text()
    assert (await room(near, phone)).silent == "stopped"
    await near.hears(phone, "START")
    assert (await room(near, phone)).silent == ""
    assert len(phone.unread()) == 1


@pytest.mark.parametrize(
    ("word", "said"),
    [("Stopp!", "Senden Sie START"), ("arrêt", "Envoyez START"), ("disiscrivimi", "Invia START")],
)
async def test_stop_is_answered_in_the_language_of_the_word(near, word, said):
    phone = near.phone("whatsapp", "+12125550123")
    assert said in await (await near.hears(phone, word)).text()


async def test_cancel_stops_text_messages_only(near):
    """Carriers take the bare word for an opt-out; on WhatsApp it is only a word."""
    by_sms, by_whatsapp = near.phone("sms"), near.phone("whatsapp")
    await near.hears(by_sms, "cancel")
    await near.hears(by_whatsapp, "cancel")
    assert (await room(near, by_sms)).silent == "stopped"
    assert (await room(near, by_whatsapp)).silent == ""


async def test_who_stopped_text_messages_and_writes_again_is_told_how_to_go_on(near):
    phone = near.phone("sms")
    await near.hears(phone, "hello")
    await near.hears(phone, "stop")
    phone.unread()
    answer = await near.hears(phone, "Tuesday at 3")
    assert "START" in await answer.text()
    assert phone.unread() == []
    assert (await room(near, phone)).silent == "stopped"


async def test_what_the_carrier_answered_is_not_answered_again(near):
    phone = near.phone("sms")
    answer = await near.hears(phone, "STOP", OptOutType="STOP")
    assert "<Message>" not in await answer.text()
    assert (await room(near, phone)).silent == "stopped"


async def test_help_is_answered(near):
    phone = near.phone("sms")
    await near.host(phone)
    await near.hears(phone, "HELP")
    assert "Tell me your hours" in phone.unread()[0].text


def test_a_reserved_word_within_a_sentence_is_only_a_word():
    for text in ("please stop", "stop by at 3", "can I cancel my meeting", "start over"):
        form = {"MessageSid": "SM" + "0" * 32, "From": "+4915100000001", "To": SMS, "Body": text}
        assert wire.read_message(form, "sms", SMS, None).asks is None


# -- talks ----------------------------------------------------------------------------------------


async def test_the_text_of_a_link_opens_the_talk_with_that_host(near):
    host = near.phone("whatsapp", "+4915100000002")
    await near.host(host)
    await near.hears(host, "my username is anna")
    guest = near.phone("sms", "+4915100000003")
    for text in ("@anna/intro", "anna_intro", " @Anna/intro "):
        await near.hears(guest, text)
        assert "Anna Berg" in guest.unread()[-1].text
        assert (await room(near, guest)).thread == "@anna/intro"
        await near.hears(guest, "@me")
        assert (await room(near, guest)).thread == ""
    await near.hears(guest, "@anna/intro Tuesday at 14:00")
    assert "14:00" in guest.unread()[-1].text


async def test_a_hosts_mere_name_opens_the_talk_if_it_is_the_first_that_is_said(near):
    host = near.phone("whatsapp", "+4915100000002")
    await near.host(host)
    await near.hears(host, "my username is anna")
    guest = near.phone("whatsapp", "+4915100000003")
    await near.hears(guest, "Anna")
    assert (await room(near, guest)).thread == "@anna"
    await near.hears(host, "anna")
    assert (await room(near, host)).thread == ""


async def test_a_word_that_only_looks_like_a_link_changes_nothing(near):
    phone = near.phone("whatsapp")
    await near.host(phone)
    await near.hears(phone, "nobody_intro")
    assert (await room(near, phone)).thread == ""


async def test_a_newcomer_with_a_dead_link_is_told(near):
    phone = near.phone("whatsapp")
    await near.hears(phone, "@nobody/intro")
    assert "nimmt niemand Buchungen an" in phone.unread()[0].text


async def test_links_open_a_chat_with_a_text_ready_to_be_sent(near):
    whatsapp, sms = near.house.networks
    assert whatsapp.link("@anna/intro") == "https://wa.me/4930111222?text=%40anna%2Fintro"
    assert sms.link("ABCD-2345") == "sms:+4930333444?body=ABCD-2345"
