"""A mail server that is down, slow or picky: letters wait, none is lost, and what has no hope is seen."""

import pytest

from channels.email.smtp import Security, SmtpMailer
from jobs.postman import Bag, Postman, Round
from storage import Database
from tests.support.letters import SENDER, code_letter
from tests.support.post import buried, mail, put
from tests.support.smtp import MailServer
from tests.support.world import FrozenWorld


def carrier(storage: Database, world: FrozenWorld, server: MailServer, **changes: float) -> Postman:
    """Return a postman who hands letters in at a server."""
    mailer = SmtpMailer(server.settings(**changes), SENDER, world.clock)
    bag = Bag(channels={}, mailer=mailer)
    return Postman(storage, world.clock, world.chance, bag, Round(limit=10))


async def put_letters(storage: Database, world: FrozenWorld, *people: str) -> None:
    """Put a letter to each into the outbox."""
    for each in people:
        letter = code_letter(to_email=f"{each}@example.org")
        await put(storage, mail(each, world.clock.now(), letter))


def readers(server: MailServer) -> list[str]:
    """Return who got a letter, sorted."""
    return sorted(str(each["To"]).partition("@")[0] for each in server.accepted)


@pytest.mark.parametrize("security", [Security.NONE, Security.STARTTLS])
async def test_letters_wait_for_a_server_that_is_down(
    storage: Database, world: FrozenWorld, security: Security
) -> None:
    server = MailServer(security, sign_in=security is Security.STARTTLS)
    async with server:
        pass  # it had a port, and is gone
    await put_letters(storage, world, "ann", "bob")
    postman = carrier(storage, world, server)
    assert await postman.run_once() == 2
    async with server:
        assert await postman.run_once() == 0
        world.clock.tick(seconds=7)
        assert await postman.run_once() == 2
    assert readers(server) == ["ann", "bob"]
    assert await buried(storage) == {}


async def test_letters_wait_for_a_server_that_is_slow(storage: Database, world: FrozenWorld) -> None:
    await put_letters(storage, world, "ann")
    async with MailServer() as server:
        server.gate.clear()
        postman = carrier(storage, world, server, timeout=0.2)
        await postman.run_once()
        server.gate.set()
        world.clock.tick(seconds=7)
        await postman.run_once()
    assert len(server.letters) == 2
    assert len({each["Message-ID"] for each in server.letters}) == 1
    assert await buried(storage) == {}


async def test_one_refused_reader_is_given_up_and_the_others_get_their_letters(
    storage: Database, world: FrozenWorld
) -> None:
    await put_letters(storage, world, "ann", "bob", "cem")
    async with MailServer() as server:
        server.refused["bob@example.org"] = "550 no such mailbox"
        await carrier(storage, world, server).run_once()
    assert readers(server) == ["ann", "cem"]
    assert await buried(storage) == {"bob": "Rejected: the mail server answered 550"}


async def test_a_greylisted_letter_arrives_the_next_time(storage: Database, world: FrozenWorld) -> None:
    await put_letters(storage, world, "ann")
    async with MailServer() as server:
        server.answers = ["451 greylisted, come back"]
        postman = carrier(storage, world, server)
        await postman.run_once()
        assert readers(server) == []
        world.clock.tick(seconds=7)
        await postman.run_once()
    assert readers(server) == ["ann"]
