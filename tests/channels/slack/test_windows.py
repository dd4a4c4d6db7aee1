"""The home tab and the forms: what they show, what they do, and what they say at a field that is wrong."""

import json
from datetime import UTC, datetime

import pytest

from core.interval import Interval
from core.queries import Agenda, HostDesk
from tests.support.slack.deliveries import (
    direct,
    home_action,
    home_opened,
    link_shared,
    submission,
    view_action,
)

TUESDAY_AT_TEN = int(datetime(2026, 11, 24, 9, tzinfo=UTC).timestamp())
"""10:00 in Berlin."""


@pytest.fixture
async def ann(here):
    """Ann is a host."""
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    return await here.house.desk.host_at("slack", "T0PARLEY", "UANN")


async def done(here):
    """Wait until what follows an acknowledgement is done."""
    await here.house.networks[0].door._later.done()


async def home_of(here, user):
    await here.event(home_opened(user, "home", 50))
    await done(here)
    return here.workspace.views[user]


def buttons(view):
    found = {}
    for block in view["blocks"]:
        for each in [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]:
            found[each["text"]["text"]] = each
    return found


async def opened(here, user, element):
    """Tap a button of the home tab; return id and view of the form that opens."""
    before = set(here.workspace.views)
    await here.action(home_action(user, element, here.workspace.trigger(), 60))
    await done(here)
    (new,) = set(here.workspace.views) - before
    return new, here.workspace.views[new]


async def answered(response):
    text = await response.text()
    return json.loads(text) if text else {}


async def desk_of(here, host):
    return await here.house.desk.answer(HostDesk(host_id=host.id))


async def bookings_of(here, host):
    always = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    return await here.house.desk.answer(Agenda(host_id=host.id, within=always))


async def test_who_is_no_host_yet_can_start_from_the_home_tab(here):
    view = await home_of(here, "UBOB")
    await here.action(home_action("UBOB", buttons(view)["Start"], "t", 2))
    await here.rest()
    await done(here)
    assert await here.house.desk.host_at("slack", "T0PARLEY", "UBOB")
    assert "Your hours" in str(here.workspace.views["UBOB"]) or await home_of(here, "UBOB")


async def test_the_home_tab_shows_hours_event_types_and_settings(here, ann):
    view = await home_of(here, "UANN")
    texts = str(view)
    assert "Nothing is on then." in texts
    assert "Monday to Friday 09:00–17:00 (Berlin time)" in texts
    assert "Intro meeting, 30 minutes: http://parley.test/@ann-example/intro" in texts or "/intro" in texts
    assert {"Change", "New event type", "Take no bookings for now", "Book a colleague"} <= set(buttons(view))


async def test_hours_are_changed_in_a_form(here, ann):
    view = await home_of(here, "UANN")
    change = next(
        each
        for each in [b.get("accessory") for b in view["blocks"]]
        if each and each["action_id"] == "home:hours"
    )
    identity, form = await opened(here, "UANN", change)
    sent = submission("UANN", identity, form, day_0={"value": "8:30-12, 13–16.15"}, day_4={"value": None})
    assert await answered(await here.action(sent)) == {}
    weekly = (await desk_of(here, ann)).schedules[0].weekly
    assert weekly.days[0] == ((510, 720), (780, 975))
    assert weekly.days[4] == ()
    await done(here)
    assert "08:30–12:00" in str(here.workspace.views["UANN"])


@pytest.mark.parametrize("wrong", ["mornings", "9-25", "9:75-10", "9", "49:00–50:00"])
async def test_hours_that_cannot_be_read_are_told_at_their_day(here, ann, wrong):
    view = await home_of(here, "UANN")
    change = next(
        b["accessory"] for b in view["blocks"] if b.get("accessory", {}).get("action_id") == "home:hours"
    )
    identity, form = await opened(here, "UANN", change)
    before = (await desk_of(here, ann)).schedules[0].weekly
    told = await answered(await here.action(submission("UANN", identity, form, day_2={"value": wrong})))
    assert told["response_action"] == "errors"
    assert list(told["errors"]) == ["day:2"]
    assert (await desk_of(here, ann)).schedules[0].weekly == before


async def test_an_event_type_is_made_and_changed_in_a_form(here, ann):
    view = await home_of(here, "UANN")
    identity, form = await opened(here, "UANN", buttons(view)["New event type"])
    entered = {"title": {"value": "Deep dive"}, "lengths": {"value": "45, 90"}}
    assert await answered(await here.action(submission("UANN", identity, form, **entered))) == {}
    made = next(each for each in (await desk_of(here, ann)).event_types if each.title == "Deep dive")
    assert made.lengths == (45, 90)
    view = await home_of(here, "UANN")
    edit = next(b["accessory"] for b in view["blocks"] if b.get("accessory", {}).get("value") == str(made.id))
    identity, form = await opened(here, "UANN", edit)
    ticked = {"selected_options": [{"value": "approval"}]}
    again = submission("UANN", identity, form, title={"value": "Dive"}, lengths={"value": "45"}, boxes=ticked)
    assert await answered(await here.action(again)) == {}
    changed = next(each for each in (await desk_of(here, ann)).event_types if each.id == made.id)
    assert (changed.title, changed.lengths, changed.approval, changed.active) == ("Dive", (45,), True, False)


@pytest.mark.parametrize(
    ("entered", "field", "text"),
    [
        ({"title": {"value": "x"}, "lengths": {"value": "soon"}}, "lengths", "Please give whole minutes"),
        ({"title": {"value": "x"}, "lengths": {"value": "1"}}, "lengths", "between 5 minutes and 12 hours"),
        ({"title": {"value": " "}, "lengths": {"value": "30"}}, "title", "between 1 and 100 characters"),
    ],
)
async def test_what_is_wrong_with_an_event_type_is_told_at_its_field(here, ann, entered, field, text):
    view = await home_of(here, "UANN")
    identity, form = await opened(here, "UANN", buttons(view)["New event type"])
    told = await answered(await here.action(submission("UANN", identity, form, **entered)))
    assert told["response_action"] == "errors"
    assert text in told["errors"][field]
    assert len((await desk_of(here, ann)).event_types) == 1


async def booking_form(here, member="UANN"):
    view = await home_of(here, "UBOB")
    identity, form = await opened(here, "UBOB", buttons(view)["Book a colleague"])
    await here.action(view_action("UBOB", identity, form, member, 70))
    await done(here)
    return identity, here.workspace.views[identity]


async def test_a_colleague_is_booked_in_a_form(here, ann):
    identity, form = await booking_form(here)
    sent = submission(
        "UBOB",
        identity,
        form,
        who={"selected_user": "UANN"},
        what={"selected_option": {"value": "intro 30"}},
        when={"selected_date_time": TUESDAY_AT_TEN},
        message={"value": "The budget"},
    )
    for _ in range(2):
        told = await answered(await here.action(sent))
        assert told["response_action"] == "update"
        assert "Booked: Intro meeting with Ann Example" in told["view"]["blocks"][0]["text"]["text"]
    (booking,) = await bookings_of(here, ann)
    assert booking.invitee.email == "bob@example.org"
    assert booking.message == "The budget"
    assert "Bob Example" in await here.last("UANN")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"when": {"selected_date_time": TUESDAY_AT_TEN - 8 * 3600}}, "when"),
        ({"guests": {"value": "nobody"}}, "guests"),
    ],
)
async def test_what_is_wrong_with_a_booking_is_told_at_its_field(here, ann, more, field):
    identity, form = await booking_form(here)
    entered = {
        "who": {"selected_user": "UANN"},
        "what": {"selected_option": {"value": "intro 30"}},
        "when": {"selected_date_time": TUESDAY_AT_TEN},
    } | more
    told = await answered(await here.action(submission("UBOB", identity, form, **entered)))
    assert told["response_action"] == "errors"
    assert list(told["errors"]) == [field]
    assert not await bookings_of(here, ann)


async def test_who_cannot_be_booked_is_told_in_the_form(here, ann):
    _, form = await booking_form(here, "UCAT")
    assert "<@UCAT> cannot be booked yet" in form["blocks"][-1]["text"]["text"]


async def test_a_form_that_slack_finds_too_late_is_said_kindly(here, ann):
    view = await home_of(here, "UANN")
    trigger = here.workspace.trigger()
    here.world.clock.tick(seconds=4)
    await here.action(home_action("UANN", buttons(view)["New event type"], trigger, 60))
    await done(here)
    assert (await here.last("UANN")).startswith("That took too long for Slack.")


async def test_bookings_are_paused_and_taken_again(here, ann):
    view = await home_of(here, "UANN")
    await here.action(home_action("UANN", buttons(view)["Take no bookings for now"], "t", 3))
    await done(here)
    assert (await desk_of(here, ann)).host.paused
    view = here.workspace.views["UANN"]
    await here.action(home_action("UANN", buttons(view)["Take bookings again"], "t", 4))
    await done(here)
    assert not (await desk_of(here, ann)).host.paused


async def test_a_link_to_a_booking_page_is_shown_with_free_times_by_each_readers_clock(here, ann):
    page = f"http://parley.test/@{ann.username}/intro"
    await here.event(link_shared("UBOB", page, "http://parley.test/nothing", "http://other.test/@x"))
    await done(here)
    (shown,) = here.workspace.unfurled
    assert list(shown["unfurls"]) == [page]
    first, times, actions = shown["unfurls"][page]["blocks"]
    assert "Ann Example" in first["text"]["text"]
    assert "<!date^" in times["text"]["text"]
    talk = actions["elements"][0]
    await here.action(home_action("UBOB", talk, "t", 5))
    assert "Ann Example" in await here.last("UBOB")
