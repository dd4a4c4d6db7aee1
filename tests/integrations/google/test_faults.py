"""What Google's refusals become, and that none of them tells whom they concern."""

import logging
from datetime import timedelta

import pytest

from bot.logs import configure
from core.calendars import Written
from core.errors import Expired, Fault, RateLimited, Rejected, Revoked, Transient
from tests.integrations.diaries import SECRET, Copy, draft, hour
from tests.support.google.calendars import Refusal


@pytest.mark.parametrize(
    ("refusal", "fault"),
    [
        (Refusal(401, "authError"), Expired),
        (Refusal(403, "rateLimitExceeded", "usageLimits"), RateLimited),
        (Refusal(403, "userRateLimitExceeded", "usageLimits"), RateLimited),
        (Refusal(403, "quotaExceeded", "usageLimits"), RateLimited),
        (Refusal(403, "dailyLimitExceeded", "usageLimits"), RateLimited),
        (Refusal(429, "rateLimitExceeded", "usageLimits"), RateLimited),
        (Refusal(429, ""), RateLimited),
        (Refusal(403, "insufficientPermissions"), Rejected),
        (Refusal(403, "accessNotConfigured", "usageLimits"), Rejected),
        (Refusal(403, "forbidden"), Rejected),
        (Refusal(404, "notFound"), Rejected),
        (Refusal(400, "invalid"), Rejected),
        (Refusal(408, "requestTimeout"), Transient),
        (Refusal(500, "backendError"), Transient),
        (Refusal(503, "backendError"), Transient),
    ],
)
async def test_what_a_refusal_is(diary, refusal, fault):
    diary.served.refusals.append(refusal)
    with pytest.raises(fault) as raised:
        await diary.events()
    assert type(raised.value) is fault or issubclass(fault, Rejected)
    assert "example.com" not in f"{raised.value!r} {raised.value}"
    assert len(diary.served.exchanges) == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [("insufficientPermissions", "connect again"), ("accessNotConfigured", "not enabled")],
)
async def test_what_a_person_can_mend_is_said(diary, reason, words):
    diary.served.refusals.append(Refusal(403, reason))
    with pytest.raises(Rejected, match=words):
        await diary.events()


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("99999999", 3600),
        ("soon", 30),
        ("", 30),
        ("-5", 30),
        ("Mon, 23 Nov 2026 08:02:00 GMT", 120),
        ("Mon, 23 Nov 2020 08:02:00 GMT", 1),
        ("Mon, 23 Nov 2026 08:02:00", 30),
    ],
)
async def test_the_pause_is_as_long_as_google_asks(diary, asked, seconds):
    diary.served.refusals.append(Refusal(429, "rateLimitExceeded", **{"Retry-After": asked}))
    with pytest.raises(RateLimited) as paused:
        await diary.events()
    assert (paused.value.after, paused.value.account) == (seconds, True)


async def test_a_refusal_in_the_middle_of_a_list_leaves_the_cursor(diary):
    diary.google.page = 1
    copy = Copy(diary)
    for day in range(3):
        await diary.write(hour(day))
    await copy.refresh()
    before = copy.cursor
    await diary.write(hour(5))
    diary.served.refusals.append(Refusal(500, "backendError"))
    with pytest.raises(Transient):
        await copy.refresh()
    assert copy.cursor == before
    await copy.refresh()
    assert len(copy.held) == 4


async def test_without_a_token_nothing_is_asked(diary):
    from dataclasses import replace

    diary.access = replace(diary.access, secrets={"refresh_token": "r"})
    with pytest.raises(Expired):
        await diary.events()
    assert diary.served.exchanges == []


@pytest.mark.parametrize("token", [SECRET + "\r\nx: y", SECRET + "\u20ac"])
async def test_a_token_that_cannot_be_sent_is_not_told(diary, token):
    from dataclasses import replace

    diary.access = replace(diary.access, secrets={"access_token": token})
    with pytest.raises(Fault) as raised:
        await diary.events()
    assert SECRET not in f"{raised.value!r}"
    assert raised.value.__suppress_context__


async def test_nothing_secret_is_logged_or_shown(diary, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    written = await diary.put(draft(meeting=True, others=(("Bob", "bob@example.org"),)))
    await diary.service.renew(diary.access)
    diary.served.refusals.append(Refusal(403, "forbidden"))
    with pytest.raises(Fault):
        await diary.events()
    await diary.service.remove(
        diary.access, diary.calendar, diary.entry(draft(), Written(remote=written.remote))
    )
    await diary.service.revoke(diary.access)
    with pytest.raises(Revoked):
        await diary.service.renew(diary.access)
    shown = "".join(capsys.readouterr()) + caplog.text + repr(diary.access) + repr(diary.service._config)
    for word in (SECRET, "bob@example.org", "Intro"):
        assert word not in shown


async def test_a_token_of_which_google_thinks_that_it_is_too_old_is_renewed(diary):
    diary.google.now = lambda: diary.clock.now() + timedelta(hours=3)  # its clock is ahead of ours
    with pytest.raises(Expired):
        await diary.events()
    from dataclasses import replace

    renewed = await diary.service.renew(diary.access)
    diary.access = replace(diary.access, secrets=renewed.secrets)
    assert await diary.events() == []


async def test_no_log_says_whose_a_calendar_is(diary, capfd):
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        configure("debug")
        await diary.events()
        await diary.service.renew(diary.access)
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
    assert "example.com" not in capfd.readouterr().err
