"""What is sent: within the window, by template outside it, each part once, and what came of it is kept."""

import pytest

from bot.messages import Address, Brief, Choice, Outgoing
from channels.twilio import every_template, keeping
from core.errors import RateLimited, Rejected, Revoked, Transient, Unreachable
from tests.channels.twilio.conftest import BASE
from tests.support.twilio import contract
from tests.support.twilio.conversing import credentials
from tests.support.twilio.transport import InProcess
from tests.support.twilio.vendor import ACCOUNT, SMS, WHATSAPP, Answer, Cut

BRIEF = Brief(
    news="reminder", language="en", facts={"what": "Talk with Bob", "who": "Bob", "when": "Tue, 14:00"}
)
CHOICES = (Choice("4.n1", "I am running late"), Choice("4.n2", "Move it"), Choice("4.n3", "Cancel it"))
REMINDER = Outgoing(text="In 2 hours: Talk with Bob.", choices=CHOICES, brief=BRIEF)


def channel(town, name: str = "whatsapp"):
    return next(each.channel for each in town.house.networks if each.name == name)


def address(phone) -> Address:
    account = WHATSAPP if phone.channel == "whatsapp" else SMS
    return Address(channel=phone.channel, account=account, room=phone.number)


async def approve(town) -> None:
    async with keeping(credentials("http://api.test"), InProcess(town.vendor)) as keeper:
        for each in every_template():
            if each.language == "en":
                await keeper.ensure(each)


# -- the window -----------------------------------------------------------------------------------


async def test_who_never_wrote_on_whatsapp_cannot_be_spoken_to_freely(near):
    phone = near.phone("whatsapp")
    with pytest.raises(Unreachable, match="shut"):
        await channel(near).deliver("k", address(phone), REMINDER)
    assert near.vendor.requests == [] or all("Messages" not in path for _, path, _ in near.vendor.requests)


async def test_within_a_day_whatsapp_takes_free_texts_and_after_it_templates_only(near):
    phone = near.phone("whatsapp")
    await near.hears(phone, "hello")
    phone.unread()
    near.world.clock.tick(hours=23, minutes=57)
    await channel(near).deliver("k1", address(phone), REMINDER)
    assert phone.unread()[0].text == REMINDER.text
    near.world.clock.tick(minutes=2)
    with pytest.raises(Unreachable, match="shut"):
        await channel(near).deliver("k2", address(phone), REMINDER)
    await approve(near)
    near.world.clock.tick(minutes=11)  # how approvals stand is believed for ten
    await channel(near).deliver("k2", address(phone), REMINDER)
    (seen,) = phone.unread()
    assert seen.template
    assert seen.text == "Reminder: Talk with Bob on Tue, 14:00. Reply here to move it or call it off."
    assert seen.buttons == [("I am running late", "4.n1"), ("Move it", "4.n2"), ("Cancel it", "4.n3")]
    with pytest.raises(Unreachable, match="shut"):
        await channel(near).deliver("k3", address(phone), Outgoing(text="an answer is no notice"))


async def test_text_messages_know_no_window(near):
    phone = near.phone("sms")
    await channel(near, "sms").deliver("k", address(phone), REMINDER)
    assert phone.unread()[0].text.endswith("\n1. I am running late\n2. Move it\n3. Cancel it")


async def test_a_window_that_shut_unnoticed_sends_the_notice_another_way(near):
    """Twilio takes the message, and says 63016 afterwards: the person is written to instead, once."""
    phone = near.phone("whatsapp")
    await near.host(phone)
    near.vendor.person("whatsapp", phone.number).heard_at = None
    near.letters.kept.clear()
    await near.hears(near.phone("sms", "+4915100000009"), "hello")
    async with near.house.storage.reading() as unit:
        owner = await unit.conversations.person_at("whatsapp", WHATSAPP, phone.number)
    assert owner
    await _notice(near, phone)
    assert phone.unread() == []
    room = await near.house.desk.room("whatsapp", WHATSAPP, phone.number)
    assert room.silent == "shut"
    assert len(near.letters.kept) == 1
    receipt = await near.house.desk.receipt("whatsapp", "notice:x#0")
    assert (receipt.status, receipt.error) == ("failed", "63016")


async def test_a_failure_that_could_not_be_dealt_with_is_dealt_with_when_it_is_told_again(near, monkeypatch):
    """Nothing is lost between what is known of a message and its next way; told once more, it goes that way once."""

    async def away(*_args):
        raise Transient("the database is away")

    phone = near.phone("whatsapp")
    await near.host(phone)
    near.vendor.person("whatsapp", phone.number).heard_at = None
    near.letters.kept.clear()
    await _put(near, phone)
    await near.house.postman.run_once()
    told = near.vendor.callbacks[-1]
    path = told.url.removeprefix(BASE)
    monkeypatch.setattr(near.house.desk, "failed", away)
    assert (await near.post(path, told.form)).status == 503
    monkeypatch.undo()
    for _ in range(2):
        assert (await near.post(path, told.form)).status == 204
        await near.settle()
    assert len(near.letters.kept) == 1


async def _notice(town, phone) -> None:
    await _put(town, phone)
    await town.settle()


async def _put(town, phone) -> None:
    from bot.notices import chat

    async with town.house.storage.writing() as unit:
        await unit.outbox.add(chat("notice:x", address(phone), REMINDER, town.world.clock.now()))
        await unit.commit()


# -- who cannot be spoken to ------------------------------------------------------------------------


@pytest.mark.parametrize(("error", "why"), [(21610, "stopped"), (21614, "gone"), (21612, "gone")])
async def test_refusals_say_why_a_number_cannot_be_reached(near, error, why):
    phone = near.phone("sms")
    person = near.vendor.person("sms", phone.number)
    person.opted_out, person.trouble = error == 21610, error
    with pytest.raises(Unreachable, match=why):
        await channel(near, "sms").deliver("k", address(phone), Outgoing(text="Hi"))


@pytest.mark.parametrize(
    ("error", "why"), [(30003, "gone"), (30004, "blocked"), (63003, "gone"), (30007, "")]
)
async def test_failures_told_later_silence_the_room_if_it_is_to_blame(near, error, why):
    phone = near.phone("sms")
    await near.hears(phone, "hello")
    near.vendor.person("sms", phone.number).trouble = error
    await _notice(near, phone)
    room = await near.house.desk.room("sms", SMS, phone.number)
    assert room.silent == why


async def test_who_said_stop_is_sent_nothing(near):
    phone = near.phone("whatsapp")
    await near.hears(phone, "hello")
    await near.hears(phone, "stop")
    sent = len(near.vendor.requests)
    with pytest.raises(Unreachable, match="stopped"):
        await channel(near).deliver("k", address(phone), REMINDER)
    assert len(near.vendor.requests) == sent


# -- once -----------------------------------------------------------------------------------------


async def test_a_message_that_is_tried_again_is_not_sent_again(near):
    phone = near.phone("sms")
    first = await channel(near, "sms").deliver("k", address(phone), Outgoing(text="x" * 2000))
    assert await channel(near, "sms").deliver("k", address(phone), Outgoing(text="x" * 2000)) == first
    assert len(phone.unread()) == 2


async def test_a_part_that_was_taken_when_the_connection_broke_is_not_sent_again(near):
    """Another process tries again: the report of what Twilio did with it tells that it was taken."""
    phone = near.phone("sms")
    near.vendor.troubles = [Cut]
    with pytest.raises(Transient):
        await channel(near, "sms").deliver("k", address(phone), Outgoing(text="Hi"))
    await near.settle()
    channel(near, "sms")._sent.clear()
    await channel(near, "sms").deliver("k", address(phone), Outgoing(text="Hi"))
    assert len(phone.unread()) == 1


async def test_reports_in_any_order_never_lead_back(near):
    phone = near.phone("whatsapp")
    await near.hears(phone, "hello")
    await channel(near).deliver("k", address(phone), Outgoing(text="Hi"))
    calls, near.vendor.callbacks = near.vendor.callbacks, []
    for each in (*reversed(calls), *calls):
        assert (await near.post(each.url.removeprefix("https://parley.example"), each.form)).status == 204
    assert (await near.house.desk.receipt("whatsapp", "k#0")).status == "read"


async def test_a_form_of_message_is_kept_at_twilio_once(near):
    phone = near.phone("whatsapp")
    await near.hears(phone, "hello")
    for number in range(3):
        choices = (Choice(f"{number}.1", f"Yes {number}"),)
        await channel(near).deliver(f"k{number}", address(phone), Outgoing(text="Hi", choices=choices))
    made = [path for method, path, _ in near.vendor.requests if (method, path) == ("POST", "/v1/Content")]
    assert len(made) == 1


async def test_a_form_that_somebody_deleted_at_twilio_is_made_again(near):
    phone = near.phone("whatsapp")
    await near.hears(phone, "hello")
    phone.unread()
    said = Outgoing(text="Hi", choices=(Choice("1.1", "Yes"),))
    await channel(near).deliver("k1", address(phone), said)
    near.vendor.contents.clear()
    await channel(near).deliver("k2", address(phone), said)
    assert len(phone.unread()) == 2


# -- by the real client over HTTP -------------------------------------------------------------------


async def test_a_conversation_goes_over_http_by_twilios_own_client(far):
    phone = far.phone("whatsapp")
    await far.host(phone)
    await far.hears(phone, "my username is anna")
    phone.unread()
    guest = far.phone("whatsapp", "+4915100000002")
    await far.hears(guest, "@anna/intro")
    seen = guest.unread()[-1]
    assert len(seen.buttons) == 5
    await far.takes(guest, guest.taps(seen.buttons[1][1]))
    assert guest.unread()
    assert (await far.house.desk.receipt("whatsapp", f"{_reply(far)}#0")).status == "read"


def _reply(town) -> str:
    from channels.twilio import wire

    sent = [each for method, path, each in town.vendor.requests if path.endswith("Messages.json")]
    return wire.from_address(sent[-1]["StatusCallback"].partition("key=")[2]).partition("#")[0]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(429, {"code": 20429}, {"Retry-After": "7"}), RateLimited),
        (Answer(429, {}, {}), RateLimited),
        (Answer(400, {"code": 63018}), RateLimited),
        (Answer(500, {"code": 20500}), Transient),
        (Answer(503, {}), Transient),
        (Answer(401, {"code": 20003}), Revoked),
        (Answer(400, {"code": 21606}), Revoked),
        (Answer(400, {"code": 21617}), Rejected),
        (Answer(400, {"code": 63016}), Unreachable),
        (Answer(201, {"no": "message"}), Transient),
        (Cut, Transient),
    ],
    ids=lambda each: (
        f"{each.status}-{each.body.get('code', '')}" if isinstance(each, Answer) else each.__name__
    ),
)
async def test_errors_become_faults_that_tell_no_secret(far, answer, fault):
    phone = far.phone("sms")
    far.vendor.troubles, far.vendor.check = [answer], None
    with pytest.raises(fault) as caught:
        await channel(far, "sms").deliver("k", address(phone), Outgoing(text="Hi"))
    assert isinstance(caught.value, fault)
    if isinstance(caught.value, RateLimited):
        assert caught.value.after == (7 if answer.headers else (2 if answer.body else 1))
    for secret in (ACCOUNT, "t0k3n", phone.number, "Hi"):
        assert secret not in f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"


async def test_a_network_that_nobody_answers_at_is_tried_again_later(far):
    sms = far.house.networks[1]
    sms.channel.account._http._origins["api.twilio.com"] = "http://127.0.0.1:1"
    with pytest.raises(Transient):
        await sms.channel.deliver("k", address(far.phone("sms")), Outgoing(text="Hi"))


async def test_a_message_that_is_cut_off_or_put_off_arrives_once(far):
    """The postman tries again: what was taken when the connection broke is not sent twice, what was put off is not lost."""
    phone = far.phone("sms")
    await far.hears(phone, "hello")
    phone.unread()
    for number, trouble in enumerate(
        (Cut, Answer(429, {"code": 20429}, {"Retry-After": "3"}), Answer(503, {}))
    ):
        far.vendor.troubles = [trouble]
        await _say(far, phone, f"said:{number}", f"Message {number}")
        for _ in range(4):
            far.world.clock.tick(minutes=2)
            await far.settle()
        assert [each.text for each in phone.unread()] == [f"Message {number}"]


async def _say(town, phone, key: str, text: str) -> None:
    from bot.notices import chat

    async with town.house.storage.writing() as unit:
        await unit.outbox.add(chat(key, address(phone), Outgoing(text=text), town.world.clock.now()))
        await unit.commit()
    await town.settle()


# -- templates ------------------------------------------------------------------------------------


async def test_templates_are_created_once_submitted_once_and_their_state_is_told(far):
    far.vendor.approves = False
    url = far.house.networks[0].channel.account._http._origins["api.twilio.com"]
    wanted = [each for each in every_template() if each.language == "pt"]
    async with keeping(credentials(url)) as keeper:
        assert {each.status for each in (await keeper.states(wanted)).values()} == {""}
        for each in wanted:
            await keeper.ensure(each)
        for each in wanted:
            await keeper.ensure(each)
        states = await keeper.states(wanted)
    assert {each.status for each in states.values()} == {"pending"}
    made = [sent for method, path, sent in far.vendor.requests if (method, path) == ("POST", "/v1/Content")]
    assert len(made) == len(wanted)
    assert {each["language"] for each in made} == {"pt_BR"}
    submitted = [path for _, path, _ in far.vendor.requests if path.endswith("/whatsapp")]
    assert len(submitted) == len(wanted)


# -- the contract -----------------------------------------------------------------------------------


@pytest.mark.skipif(not contract.is_here(), reason=contract.WHY_NOT)
@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "body"),
    [
        ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", {"From": "+1"}, 201, {}),
        ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", {"To": "+1", "Text": "Hi"}, 201, {}),
        ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", {"To": "+1"}, 201, {"sid": "XX1"}),
        ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", {"To": "+1"}, 201, {"status": "gone"}),
        ("POST", "/v1/Content", {"language": "en"}, 201, {}),
        ("POST", "/v1/Content", {"language": "en", "types": {"twilio/text": {"text": "Hi"}}}, 201, {}),
        (
            "POST", "/v1/Content",
            {"language": "en", "types": {"twilio/list-picker": {"body": "a", "button": "b", "items": [{"id": "1"}]}}},
            201, {},
        ),
        ("POST", "/v1/Content/HX1/ApprovalRequests/whatsapp", {"name": "a"}, 201, {}),
        ("GET", "/v1/ContentAndApprovals", {"Size": "5"}, 200, {}),
        ("GET", "/v1/Nothing", {}, 200, {}),
    ],
)  # fmt: skip
def test_what_breaks_the_contract_is_noticed(method, path, sent, status, body):
    with pytest.raises(contract.Broken):
        contract.check(method, path, sent, Answer(status, body))
