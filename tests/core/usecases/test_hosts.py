"""Hosts and people: becoming one, changing what is known, and what is refused."""

from typing import Any

import pytest

from core.commands import ChangeHost, ChangePerson, RegisterHost
from core.errors import Code
from core.hours import OFFICE_HOURS
from core.people import HOST_DEFAULTS, Rules
from core.queries import HostDesk, ShowHost
from tests.core.usecases.conftest import House


async def test_a_new_host_has_hours_an_event_type_and_a_link(house: House) -> None:
    desk = await house.ask(HostDesk(host_id=house.host.id))
    assert desk == house.desk
    assert desk.host.username == "anna"
    assert (desk.schedules[0].weekly, desk.schedules[0].zone) == (OFFICE_HOURS, "UTC")
    assert [(each.code, each.title, each.lengths) for each in desk.event_types] == [
        ("intro", "Intro meeting", (30,))
    ]


async def test_registering_again_changes_nothing(house: House) -> None:
    outcome = await house.do(RegisterHost(person_id=house.host.person_id, name="Other", zone="Asia/Tokyo"))
    assert outcome.value == house.desk
    assert outcome.changes == ()


async def test_a_second_anna_gets_a_short_suffix(house: House) -> None:
    other = await house.person("Anna")
    desk = (await house.do(RegisterHost(person_id=other.id, name="Anna", zone="UTC"))).value
    assert desk.host.username.startswith("anna-")
    assert len(desk.host.username) == len("anna-000")


@pytest.mark.parametrize(("name", "begins"), [("", "host-"), ("李雷", "host-"), ("Admin", "admin-")])
async def test_names_that_make_no_link_still_get_one(house: House, name: str, begins: str) -> None:
    other = await house.person("x")
    desk = (await house.do(RegisterHost(person_id=other.id, name=name, zone="UTC"))).value
    assert desk.host.username.startswith(begins)
    assert desk.host.name == (name or desk.host.username)


async def test_a_host_takes_their_proved_email_along(house: House) -> None:
    other = await house.person("Zoe", email="zoe@example.com", email_verified=True)
    desk = (await house.do(RegisterHost(person_id=other.id, name="Zoe", zone="UTC"))).value
    assert (desk.host.email, desk.host.email_verified) == ("zoe@example.com", True)


async def test_registering_is_on_record(house: House) -> None:
    other = await house.person("Zoe")
    (change,) = (await house.do(RegisterHost(person_id=other.id, name="Zoe", zone="UTC"))).changes
    assert (change.verb, change.entity, change.actor) == ("register_host", "host", f"person:{other.id}")
    assert change.before is None
    assert change.after is not None
    assert change.after["username"] == "zoe"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"name": "x" * 101}, "name"),
        ({"username": "an na"}, "username"),
        ({"username": "admin"}, "username"),
    ],
)
async def test_registering_with_nonsense_is_refused(house: House, fields: dict[str, str], field: str) -> None:
    other = await house.person("Zoe")
    given = {"name": "Zoe", "zone": "UTC", **fields}
    refusal = await house.refused(RegisterHost(person_id=other.id, **given))
    assert (refusal.code, refusal.facts["field"]) == (Code.INVALID, field)


async def test_a_username_belongs_to_one_host(each_house: House) -> None:
    other = await each_house.person("Zoe")
    refusal = await each_house.refused(
        RegisterHost(person_id=other.id, name="Zoe", zone="UTC", username="@Anna")
    )
    assert refusal.code is Code.NAME_TAKEN
    await each_house.do(RegisterHost(person_id=other.id, name="Zoe", zone="UTC"))
    refusal = await each_house.refused(ChangeHost(host_id=each_house.host.id, username="zoe"))
    assert refusal.code is Code.NAME_TAKEN


async def test_profile_and_rules_change_and_clear(house: House) -> None:
    rules = Rules(buffer_after=15, daily_limit=4)
    changed = await house.do(
        ChangeHost(
            host_id=house.host.id, name=" Anna  B. ", bio="Hi\nthere", rules=rules, reminders=(60, 1440, 60)
        )
    )
    assert changed.value.name == "Anna B."
    assert changed.value.bio == "Hi\nthere"
    assert changed.value.reminders == (1440, 60)
    assert (changed.value.rules.buffer_after, changed.value.rules.daily_limit) == (15, 4)
    assert changed.value.rules.minimum_notice == HOST_DEFAULTS.minimum_notice
    cleared = await house.do(ChangeHost(host_id=house.host.id, clear=frozenset({"daily_limit"})))
    assert cleared.value.rules.daily_limit == HOST_DEFAULTS.daily_limit


async def test_what_changes_nothing_leaves_no_trace(house: House) -> None:
    outcome = await house.do(ChangeHost(host_id=house.host.id, name="Anna"))
    assert (outcome.value.version, outcome.changes) == (1, ())


async def test_a_new_zone_moves_the_default_hours_along(house: House) -> None:
    (change,) = (await house.do(ChangeHost(host_id=house.host.id, zone="Asia/Tokyo"))).changes
    desk = await house.ask(HostDesk(host_id=house.host.id))
    assert (desk.host.zone, desk.schedules[0].zone) == ("Asia/Tokyo", "Asia/Tokyo")
    assert change.before is not None
    assert change.before["schedule"]["zone"] == "UTC"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"zone": "Nowhere"},
        {"username": "a" * 51},
        {"bio": "x" * 1001},
        {"rules": Rules(buffer_before=241)},
        {"rules": Rules(minimum_notice=-1)},
        {"rules": Rules(minimum_notice=43201)},
        {"rules": Rules(window_days=0)},
        {"rules": Rules(window_days=731)},
        {"rules": Rules(daily_limit=0)},
        {"rules": Rules(daily_limit=101)},
        {"clear": frozenset({"nonsense"})},
        {"reminders": (1,)},
        {"reminders": (10, 20, 30, 40, 50, 60)},
    ],
)
async def test_impossible_settings_are_refused(house: House, fields: dict[str, Any]) -> None:
    refusal = await house.refused(ChangeHost(host_id=house.host.id, **fields))
    assert refusal.code is Code.INVALID


async def test_a_host_that_is_not_there(house: House) -> None:
    refusal = await house.refused(ChangeHost(host_id=house.intro, name="X"))
    assert (refusal.code, refusal.facts["what"]) == (Code.NOT_FOUND, "host")


async def test_a_person_says_who_they_are(house: House) -> None:
    bob = await house.person("Bob")
    said = ChangePerson(person_id=bob.id, name="Bob Ray", email=" bob@example.com ", zone="Asia/Tokyo")
    changed = (await house.do(said)).value
    assert (changed.name, changed.email, changed.email_verified) == ("Bob Ray", "bob@example.com", False)
    assert (changed.zone, changed.zone_confirmed) == ("Asia/Tokyo", True)


async def test_another_email_is_not_proved_and_the_same_one_stays_so(house: House) -> None:
    bob = await house.person("Bob", email="bob@example.com", email_verified=True)
    same = await house.do(ChangePerson(person_id=bob.id, email="BOB@example.com"))
    assert same.value.email_verified
    other = await house.do(ChangePerson(person_id=bob.id, email="rob@example.com"))
    assert not other.value.email_verified


@pytest.mark.parametrize(
    "fields",
    [{"name": "B"}, {"email": "nope"}, {"phone": "call me"}, {"zone": "Nowhere"}, {"locale": "x" * 36}],
)
async def test_nonsense_about_a_person_is_refused(house: House, fields: dict[str, str]) -> None:
    bob = await house.person("Bob")
    refusal = await house.refused(ChangePerson(person_id=bob.id, **fields))
    assert (refusal.code, refusal.facts["field"]) == (Code.INVALID, next(iter(fields)))


async def test_control_characters_never_reach_the_database(each_house: House) -> None:
    bob = await each_house.person("Bob")
    changed = await each_house.do(ChangePerson(person_id=bob.id, name="Bo\x00b\ud800 \x1b[1mRay\n"))
    assert changed.value.name == "Bob [1mRay"


async def test_a_page_is_found_by_its_name_in_any_case(house: House) -> None:
    page = await house.ask(ShowHost(username="Anna"))
    assert page.host == house.host
    assert page.event_types == house.desk.event_types
