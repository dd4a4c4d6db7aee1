"""In which talk somebody is told something: where they want to hear of it, where they can be reached, where they talked last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.conversation import Conversation
from bot.messages import Address
from bot.notices.parties import Parties
from bot.ports import Room, UnitOfWork
from core.booking import Side
from core.effects import Effect, News, Told
from core.people import Person

OWN = frozenset({"webchat", "console"})
"""Channels of our own, whose reader comes and asks: nothing fails there, and nobody knows when it is read."""
MAIL = "email"
"""What stands for mail among the channels that somebody prefers."""
ONLY = "only"
"""Stands beside the channel of somebody who wants to be told nowhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Liking:
    """Where somebody wants to be told one kind of news, and where not at all."""

    first: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    only: bool = False
    """Whether elsewhere is only for what could not be told there."""

    @property
    def spares_mail(self) -> bool:
        """Whether no mail is wanted but what a calendar needs."""
        return MAIL in self.never or (self.only and MAIL not in self.first)

    def rank(self, channel: str) -> int:
        """Return how far down a channel stands."""
        return self.first.index(channel) if channel in self.first else len(self.first)


def liking(person: Person | None, news: str = "") -> Liking:
    """Return what somebody said about a kind of news, before what they said about all."""
    said = person.notify if person else ()
    special = [each.partition(":")[2] for each in said if each.startswith(f"{news}:")] if news else []
    plain = [each for each in said if ":" not in each and not each.startswith("-") and each != ONLY]
    return Liking(
        first=tuple(dict.fromkeys([*special, *plain])),
        never=frozenset(each[1:] for each in said if each.startswith("-")),
        only=ONLY in said,
    )


async def talk_of(
    uow: UnitOfWork, person_id: UUID, with_hosts: tuple[UUID | None, ...], news: str = ""
) -> Conversation | None:
    """Return the talk with one of these hosts (None: one's own as a host) in which a person is told something.

    It is where they want to be told, else where they talked last; where they cannot be reached, or others read along
    (a group), only if there is nowhere else, and where they do not want to be told never.
    """
    talks = [each for each in await uow.conversations.of_person(person_id) if each.host_id in with_hosts]
    if not talks:
        return None
    found = await places(uow, person_id, talks, news)
    return await talk_at(uow, found[0], talks[0]) if found else None


async def places(
    uow: UnitOfWork, person_id: UUID, talks: Sequence[Conversation], news: str = ""
) -> Sequence[Address]:
    """Return where a person can be told what belongs into one of these talks, the best place first."""
    rooms = await uow.rooms.of_person(person_id)
    if not rooms and all(talk.address.channel in OWN for talk in talks):
        return [talk.address for talk in talks]
    likes = liking(await uow.people.person(person_id), news)
    silent = {_key(room) for room in rooms if room.silent}
    known = dict.fromkeys([*(talk.address for talk in talks), *_elsewhere(rooms, talks)])
    wanted = [each for each in known if each.channel not in likes.never]
    return sorted(
        wanted, key=lambda each: (_where(each) in silent, "/" in each.room, likes.rank(each.channel))
    )


async def talk_at(uow: UnitOfWork, address: Address, like: Conversation) -> Conversation:
    """Return the talk at an address; one that was never opened begins as another with the same host is."""
    known = await uow.conversations.get(address)
    return known or Conversation(
        address=address,
        person_id=like.person_id,
        host_id=like.host_id,
        event_type_code=like.event_type_code,
        locale=like.locale,
    )


def _elsewhere(rooms: Iterable[Room], talks: Sequence[Conversation]) -> Iterable[Address]:
    """Yield the same talk in the person's other rooms, but for groups: what is said there others read."""
    for room in rooms:
        if "/" not in room.room:
            yield Address(
                channel=room.channel, account=room.account, room=room.room, thread=talks[0].address.thread
            )


def _key(room: Room) -> tuple[str, str, str]:
    return room.channel, room.account, room.room


def _where(address: Address) -> tuple[str, str, str]:
    return address.channel, address.account, address.room


async def wanted(
    uow: UnitOfWork, told: Told, parties: Parties, letters: Sequence[Effect]
) -> Sequence[Effect]:
    """Return the letters without reminders for those who want to be told elsewhere only; what a calendar needs is always written."""
    if told.news is not News.REMINDER:
        return letters
    people = {Side.INVITEE.value: told.booking.invitee.person_id, Side.HOST.value: parties.host.person_id}
    unwanted = set()
    for whom, person_id in people.items():
        likes = liking(await uow.people.person(person_id), told.news.value) if person_id else Liking()
        if likes.spares_mail:
            unwanted.add(whom)
    return [each for each in letters if each.key.rpartition(":")[2] not in unwanted]
