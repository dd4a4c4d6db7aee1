"""Microsoft tells us of changes: subscriptions are made, renewed and ended, and nobody else is believed."""

import io
import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from core.errors import Rejected, Transient
from core.ports.calendars import Hook, Sign
from integrations.calendars.microsoft.config import MicrosoftConfig
from integrations.calendars.microsoft.door import routes
from tests.integrations.calendars import MONDAY, SECRET, Copy, shown
from tests.support.microsoft import contract

PUBLIC = "https://parley.example"
TOKEN = f"state-{SECRET}"
HOOK = Hook(address=f"{PUBLIC}/calendars/microsoft/push", id="ours", token=TOKEN)


@dataclass
class Ours:
    """Where notices come in, and what was made of them."""

    url: str = ""
    told: list[tuple[str, Sign]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    away: bool = False

    async def pushed(self, watch_id: str, token: str, sign: Sign) -> bool:
        """Take a notice, as the house does."""
        if self.away:
            raise Transient("the database is away")
        if token != TOKEN:
            self.refused.append(watch_id)
            return False
        self.told.append((watch_id, sign))
        return True

    async def send(self, body: bytes, path: str = "push") -> tuple[int, str]:
        """Send something to our door; return how it is answered."""
        async with (
            ClientSession() as session,
            session.post(f"{self.url}/calendars/microsoft/{path}", data=io.BytesIO(body)) as answer,
        ):
            return answer.status, await answer.text()


@pytest.fixture
async def ours(graph):
    """Lend our own server, which Graph reaches by its public name."""
    found, app = Ours(), web.Application()
    app.add_routes(routes(found.pushed))
    async with TestServer(app) as server:
        found.url = str(server.make_url("")).rstrip("/")
        graph.reach = lambda address: address.replace(PUBLIC, found.url)
        yield found


async def watch(diary, hook=HOOK, **parts):
    """Watch somebody's calendar."""
    return await diary.service.watch(diary.access, replace(diary.calendar, **parts), hook)


async def test_a_calendar_is_watched_for_almost_a_week(diary, graph, ours, clock):
    made = await watch(diary)
    assert timedelta(days=6) < made.expires_at - clock.now() < timedelta(days=7)
    [subscription] = graph.subscriptions.values()
    assert (made.id, subscription.calendar) == (subscription.raw["id"], diary.remote)
    assert set(subscription.raw["changeType"].split(",")) == {"created", "updated", "deleted"}


async def test_where_less_is_granted_less_is_asked_for_and_the_answer_counts(diary, graph, ours, clock):
    graph.longest = timedelta(minutes=4_230)
    made = await watch(diary)
    assert timedelta(days=2) < made.expires_at - clock.now() < timedelta(days=3)


async def test_a_watch_is_renewed_under_its_id(diary, graph, ours, clock):
    made = await watch(diary)
    clock.tick(days=5)
    again = await watch(diary, watch=made)
    assert again.id == made.id
    assert again.expires_at == made.expires_at + timedelta(days=5)
    assert len(graph.subscriptions) == 1


async def test_a_watch_that_is_gone_is_made_anew(diary, graph, ours):
    made = await watch(diary)
    graph.subscriptions.clear()
    again = await watch(diary, watch=made)
    assert set(graph.subscriptions) == {again.id}


async def test_a_watch_can_be_ended_twice(diary, graph, ours):
    made = await watch(diary)
    for _ in range(2):
        await diary.service.unwatch(diary.access, made)
        assert graph.subscriptions == {}


async def test_where_nobody_answers_the_challenge_nothing_is_watched(diary, graph):
    graph.reach = lambda address: address.replace(PUBLIC, "http://127.0.0.1:9")
    with pytest.raises(Rejected):
        await watch(diary)
    assert graph.subscriptions == {}


async def test_the_end_of_a_watch_may_be_nonsense(diary, graph):
    graph.trouble = (201, {"Content-Type": "application/json"}, b'{"id": "x", "expirationDateTime": "soon"}')
    with pytest.raises(Transient):
        await watch(diary)


@pytest.mark.parametrize("address", ["http://parley.example", "http://127.0.0.1:8080", ""])
def test_microsoft_tells_only_https_addresses(address):
    assert not MicrosoftConfig(client_id="a", client_secret="b", base_url=address).pushes


async def test_a_change_is_told(diary, graph, ours):
    made = await watch(diary)
    diary.mailbox.write(diary.remote, MONDAY)
    assert await graph.tell(graph.notices()) == [202]
    assert ours.told == [(made.id, Sign.CHANGED)]


async def test_many_notices_at_once_for_several_calendars_are_each_told_once(diary, graph, ours):
    other = diary.mailbox.open("Other")
    watches = [await watch(diary), await watch(diary, remote=other)]
    for _ in range(5):
        diary.mailbox.write(diary.remote, MONDAY)
        diary.mailbox.write(other, MONDAY)
    notices = graph.notices()
    assert len(notices) == 10
    assert await graph.tell(notices[::-1] + notices) == [202]
    assert sorted(ours.told) == sorted((each.id, Sign.CHANGED) for each in watches)


@pytest.mark.parametrize(
    ("event", "sign"),
    [
        ("reauthorizationRequired", [Sign.RENEW]),
        ("subscriptionRemoved", [Sign.ENDED]),
        ("missed", [Sign.CHANGED]),
        ("somethingNew", []),
    ],
)
async def test_what_becomes_of_a_watch_is_told(diary, graph, ours, event, sign):
    made = await watch(diary)
    notice = graph.notice(graph.subscriptions[made.id])
    notices = [{**notice, "lifecycleEvent": event}]
    assert await graph.tell(notices, to="lifecycleNotificationUrl") == [202]
    assert ours.told == [(made.id, each) for each in sign]


async def test_a_notice_without_the_token_is_not_believed(diary, graph, ours):
    made = await watch(diary)
    notice = graph.notice(graph.subscriptions[made.id])
    assert await graph.tell([{**notice, "clientState": "guessed"}, {**notice, "clientState": None}]) == [202]
    assert (ours.told, ours.refused) == ([], [made.id])


async def test_a_notice_that_cannot_be_kept_is_asked_for_again(diary, graph, ours):
    await watch(diary)
    diary.mailbox.write(diary.remote, MONDAY)
    notices = graph.notices()
    ours.away = True
    assert await graph.tell(notices) == [503]
    ours.away = False
    assert await graph.tell(notices) == [202]
    assert len(ours.told) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"null",
        b'{"value": 5}',
        b'{"value": {"subscriptionId": "x"}}',
        b"[" * 50_000,
        b"\xff\xfe",
        json.dumps({"value": [{}] * 1001}).encode(),
    ],
)
async def test_what_is_no_list_of_notices_is_refused(ours, body):
    assert (await ours.send(body))[0] == 400
    assert ours.told == []


@pytest.mark.parametrize("notice", [{}, 5, None, [], {"subscriptionId": 5, "clientState": {}}])
async def test_what_is_no_notice_is_passed_over(ours, notice):
    good = {"subscriptionId": "x", "clientState": TOKEN}
    assert (await ours.send(json.dumps({"value": [notice, good]}).encode()))[0] == 202
    assert ours.told == [("x", Sign.CHANGED)]


async def test_too_much_at_once_is_refused(ours):
    assert (await ours.send(b" " * (1024 * 1024 + 1)))[0] == 413


@pytest.mark.parametrize("path", ["push", "lifecycle"])
async def test_a_challenge_is_answered_as_it_was_meant(ours, path):
    async with ClientSession() as session:
        address, token = f"{ours.url}/calendars/microsoft/{path}", "Validation: a+b & c=d/é"
        async with session.post(address, params={"validationToken": token}) as answer:
            assert (answer.status, answer.content_type, await answer.text()) == (200, "text/plain", token)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("token", ["<script>alert(1)</script>", "a\r\nb", "x" * 1025, "\x00"])
async def test_what_could_be_taken_for_a_page_is_not_repeated(ours, token):
    async with ClientSession() as session:
        address = f"{ours.url}/calendars/microsoft/push"
        async with session.post(address, params={"validationToken": token}) as answer:
            assert answer.status == 400
            assert token not in await answer.text()


async def test_the_token_of_a_watch_is_in_no_log(diary, graph, ours, capfd, caplog):
    made = await watch(diary)
    await graph.tell([graph.notice(graph.subscriptions[made.id])])
    await ours.send(
        b'{"value": [{"subscriptionId": "x", "clientState": "guessed-' + SECRET.encode() + b'"}]}'
    )
    assert SECRET not in capfd.readouterr().out + caplog.text + repr(HOOK)


@pytest.mark.parametrize("fate", ["in order", "out of order", "twice", "the first ones lost"])
async def test_whatever_becomes_of_notices_the_copy_is_right_after_the_last(diary, graph, ours, fate):
    await watch(diary)
    copy = Copy(diary)
    await copy.refresh()
    batches = []
    for day in range(6):
        named = diary.mailbox.write(diary.remote, MONDAY + timedelta(days=day))
        diary.mailbox.move(named, MONDAY + timedelta(days=day, hours=1))
        batches.append(graph.notices())
    order = {"out of order": batches[::-1], "twice": batches * 2, "the first ones lost": batches[-1:]}
    for batch in order.get(fate, batches):
        ours.told.clear()
        await graph.tell(batch)
        for _ in ours.told:
            await copy.refresh()
    assert len(copy.held) == 6
    assert shown(copy.held.values()) == shown(await diary.events())


@pytest.mark.skipif(not contract.is_here(), reason=contract.WHY_NOT)
async def test_what_is_asked_of_graph_is_as_its_model_says(diary, graph, ours):
    await watch(diary)
    [body] = graph.sent
    contract.check("graph.subscription", body)
    assert graph.broken == []
