"""What is said in a chat about being signed in on the web, in six languages."""

import pytest

from bot.messages import Address, Incoming
from bot.nlu.reaching import read
from bot.reach import Ask
from bot.signing.desk import SigningDesk
from bot.understood import Hearing
from core.people import Person
from core.queries import Desk
from core.signing import Device, SessionKind
from tests.support.signing import Desk as Signing
from tests.support.world import MONDAY_MORNING, FrozenWorld
from tests.web.desks import WatchedDesk, mailed

BOB = "bob@example.com"
ELSEWHERE = Address(channel="telegram", room="7")
SAID = {
    Ask.LOG_OUT: (
        "log out everywhere", "Please sign me out everywhere", "sign out of all devices", "End all my sessions!",
        "Überall abmelden", "Melde mich bitte überall ab", "Cierra sesión en todas partes", "cerrar todas mis sesiones",
        "me déconnecter partout", "Déconnectez-moi partout", "Esci da tutti i dispositivi", "chiudi tutte le sessioni",
        "Sair de todos os lugares", "encerrar todas as minhas sessões",
    ),
    Ask.SIGNED_IN: (
        "Where am I signed in?", "my account", "Wo bin ich angemeldet?", "Mein Konto", "¿Dónde tengo la sesión abierta?",
        "mi cuenta", "Où suis-je connecté ?", "mon compte", "Dove ho fatto l'accesso?", "il mio account",
        "Onde estou conectado?", "minha conta",
    ),
    Ask.SIGN_IN: (
        "How do I sign in on the web?", "Wie melde ich mich im Web an?", "¿Cómo inicio sesión?",
        "Comment me connecter ?", "Come faccio ad accedere?", "Como faço login?",
    ),
}  # fmt: skip
NOT_SAID = (
    "I have to sign the contract on Monday", "log it for Tuesday", "Anmelden bitte", "abmelden vom Kurs", "entro las tres",
    "esci con me alle 3?", "Can we sign in person on Friday?", "my session on Tuesday", "sair às 15h",
)  # fmt: skip


def _asked(text: str) -> Ask | None:
    heard = read(text, Hearing(now=MONDAY_MORNING, zone="UTC", locale="en"))
    return heard.reach.ask if heard and heard.reach else None


@pytest.mark.parametrize(("text", "ask"), [(text, ask) for ask, texts in SAID.items() for text in texts])
def test_it_is_understood(text: str, ask: Ask) -> None:
    assert _asked(text) is ask


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_about_something_else_is_left_alone(text: str) -> None:
    assert _asked(text) is None


async def say(desk: WatchedDesk, text: str, where: Address = ELSEWHERE) -> str:
    """Say something in a chat; return the answer."""
    desk.world.clock.tick(seconds=1)
    key = f"said:{desk.world.chance.uuid()}"
    await desk.hear(Incoming(key=key, address=where, at=desk.world.clock.now(), text=text))
    await desk.settle(where)
    lines = [line for line in await desk.lines(where, "") if not line.mine]
    return lines[-1].outgoing.text


async def belongs(desk: WatchedDesk, where: Address, person: Person) -> None:
    async with desk._storage.writing() as uow:
        await uow.conversations.link(where.channel, where.account, where.room, person.id)
        await uow.commit()


async def test_logging_out_everywhere_from_a_chat(desk: WatchedDesk, signing: SigningDesk) -> None:
    await signing.send("here", BOB, "en")
    browser = await signing.by_code("here", BOB, (await mailed(desk)).code, Device(room="visitor"))
    await belongs(desk, ELSEWHERE, browser.person)
    await say(desk, "hello")
    assert "/account" in await say(desk, "my account")
    assert "/sign-in" in await say(desk, "how do I sign in?")
    assert "logged out of every browser" in await say(desk, "log out everywhere")
    assert await signing.at(browser.token) is None
    assert await signing.is_closed(browser.room)
    assert "not signed in anywhere" in await say(desk, "log out everywhere")
    assert "überall" in await say(desk, "überall abmelden") or "nirgends" in await say(
        desk, "überall abmelden"
    )


async def test_the_chat_in_which_it_is_said_stays(desk: WatchedDesk, signing: SigningDesk) -> None:
    await signing.send("here", BOB, "en")
    browser = await signing.by_code("here", BOB, (await mailed(desk)).code, Device(room="visitor"))
    here = Address(channel="webchat", room=browser.room)
    await say(desk, "hello", here)
    assert "This chat stays" in await say(desk, "log out everywhere", here)
    assert await signing.at(browser.token) is None
    assert not await signing.is_closed(browser.room)
    assert await desk.person_at("webchat", "", browser.room) == browser.person.id


async def test_a_mailed_code_in_a_chat_does_not_spare_the_second_factor(
    anna: Desk, sqlite_storage, world: FrozenWorld
) -> None:
    signing = Signing(sqlite_storage, world)
    await signing.with_second()
    bob = (await signing.by_mail(device=Device(kind=SessionKind.API))).person
    desk = WatchedDesk(sqlite_storage, world)
    where = Address(channel="webchat", room="a thief's", thread="@anna")
    await say(desk, "Tuesday at 10", where)
    await say(desk, "I am Bob Miller, bob@example.com", where)
    answer = await say(desk, desk_code := (await mailed(desk)).code, where)
    assert len(desk_code) == 6
    assert "second factor" in answer
    assert await desk.person_at("webchat", "", "a thief's") != bob.id
