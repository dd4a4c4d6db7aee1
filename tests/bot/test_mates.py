"""Names among colleagues are matched tolerantly, and asked about where they fit several."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from bot.mates import Circle, Unclear, named_hosts
from bot.together import Ask, Together
from core.event_types import Assignment, EventType, Mode
from core.people import Host
from core.queries import TeamPage
from core.teams import Member, Role, Team

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def host(number, name, username):
    return Host(
        id=UUID(int=number),
        person_id=UUID(int=100 + number),
        username=username,
        name=name,
        zone="Europe/Berlin",
        created_at=NOW,
        updated_at=NOW,
    )


ANNA = host(1, "Anna Berg", "anna")
LEE = host(2, "Ann Lee", "ann")
KAY = host(3, "Ann Kay", "annkay")
RENE = host(4, "René Ödegård", "rene")
NAMELESS = host(5, "", "host-x1y2z3")
EVERYBODY = (ANNA, LEE, KAY, RENE, NAMELESS)


def page(number, name, hosts, groups=None, event_types=()):
    members = tuple(
        Member(
            host_id=each.id,
            role=Role.OWNER if each == ANNA else Role.MEMBER,
            group=(groups or {}).get(each.username, ""),
        )
        for each in hosts
    )
    team = Team(
        id=UUID(int=200 + number),
        host_id=ANNA.id,
        name=name,
        code=name.lower(),
        join_code=f"{name.lower()}-abc",
        members=members,
        created_at=NOW,
        updated_at=NOW,
    )
    return TeamPage(team=team, hosts=tuple(hosts), event_types=tuple(event_types))


def event_type(number, title, *hosts):
    return EventType(
        id=UUID(int=300 + number),
        host_id=ANNA.id,
        code=title.lower(),
        title=title,
        mode=Mode.ROUND_ROBIN if hosts else Mode.SOLO,
        assignments=tuple(Assignment(host_id=each.id) for each in hosts),
        created_at=NOW,
        updated_at=NOW,
    )


SALES = page(1, "Sales", (ANNA, LEE, KAY), {"ann": "engineering", "annkay": "support"})
SUPPORT = page(2, "Support", (ANNA, RENE))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Ann Lee", [LEE]),
        ("ann", [LEE, KAY]),
        ("@ann", [LEE]),
        ("@Ann", [LEE]),
        ("annkay", [KAY]),
        ("Kay", [KAY]),
        ("rene", [RENE]),
        ("odegard", [RENE]),
        ("Ren", [RENE]),
        ("Ann Kya", [KAY]),
        ("Renee", [RENE]),
        ("Bob", []),
        ("@bob", []),
        ("", []),
        ("A", []),
    ],
)
def test_names_are_matched_tolerantly(words, found):
    assert named_hosts(words, EVERYBODY) == found


def circle(*pages, own=(), **picked):
    return Circle(me=ANNA, pages=pages, own=own, picked=picked)


def test_two_of_a_name_are_asked_about_and_the_answer_is_kept():
    with pytest.raises(Unclear) as unclear:
        circle(SALES).person("Ann")
    assert [name for _, name in unclear.value.among] == ["Ann Lee (@ann)", "Ann Kay (@annkay)"]
    assert unclear.value.about == "ann"
    assert circle(SALES, ann=str(KAY.id)).person("Ann") == KAY


def test_nobody_of_a_name_is_said_with_who_there_is():
    with pytest.raises(Unclear) as unclear:
        circle(SALES).person("Bob")
    assert unclear.value.saying.facts["names"] == ["Ann Lee", "Ann Kay"]
    assert unclear.value.among == ()


def test_who_is_called_nothing_is_called_by_the_username():
    assert circle(page(3, "New", (ANNA, NAMELESS))).name(NAMELESS.id) == "@host-x1y2z3"


def test_the_speaker_is_named_last():
    assert circle(SALES).names([ANNA.id, LEE.id]) == ("Ann Lee", None)


def test_the_only_team_is_meant_where_none_is_named():
    assert circle(SALES).team("") == SALES


@pytest.mark.parametrize("words", ["support", "Suport", "the supp"])
def test_a_team_is_named(words):
    assert circle(SALES, SUPPORT).team(words.removeprefix("the ")) == SUPPORT


def test_several_teams_are_asked_about():
    with pytest.raises(Unclear) as unclear:
        circle(SALES, SUPPORT).team("")
    assert [name for _, name in unclear.value.among] == ["Sales", "Support"]
    assert circle(SALES, SUPPORT, team=str(SUPPORT.team.id)).team("") == SUPPORT


def test_no_team_is_said():
    with pytest.raises(Unclear) as unclear:
        circle().team("Sales")
    assert unclear.value.saying.phrase == "teams.none"


def test_a_group_is_whoever_is_in_it():
    assert circle(SALES).group("Engineering") == (LEE,)


def test_a_team_can_stand_for_a_group():
    assert set(circle(SALES, SUPPORT).group("support team".removesuffix(" team"))) == {KAY}
    assert set(circle(SUPPORT).group("support")) == {ANNA, RENE}


def test_an_unknown_group_is_said_with_the_groups_there_are():
    with pytest.raises(Unclear) as unclear:
        circle(SALES).group("legal")
    assert unclear.value.saying.facts["names"] == ["engineering", "support"]


def test_people_are_named_once_and_the_speaker_if_meant():
    said = Together(ask=Ask.SHARE, people=("Lee", "Ann Lee"), me=True)
    assert circle(SALES).people(said) == (LEE, ANNA)


def test_the_only_event_type_of_several_hosts_is_meant_where_none_is_named():
    demo, intro = event_type(1, "Demo", ANNA, LEE), event_type(2, "Intro")
    assert circle(SALES, own=(intro, demo)).event_type("", None) == demo


def test_the_event_type_talked_about_is_meant_first():
    demo, review = event_type(1, "Demo", ANNA, LEE), event_type(2, "Review", ANNA, LEE)
    known = circle(SALES, own=(demo, review))
    assert known.event_type("", str(review.id)) == review
    assert known.event_type("demos", str(review.id)) == demo
    with pytest.raises(Unclear) as unclear:
        known.event_type("", None)
    assert [name for _, name in unclear.value.among] == ["Demo", "Review"]


def test_event_types_of_the_team_are_known_to_its_members():
    demo = event_type(1, "Demo", LEE, KAY)
    shared = page(1, "Sales", (ANNA, LEE, KAY), event_types=(demo,))
    assert Circle(me=LEE, pages=(shared,)).event_type("demo", None) == demo


def test_an_event_type_nobody_knows_is_said():
    with pytest.raises(Unclear) as unclear:
        circle(SALES).event_type("yoga", None)
    assert unclear.value.saying.phrase == "events.unknown"
