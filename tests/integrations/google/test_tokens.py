"""Tokens are renewed and given back, and what goes wrong with that is told apart."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Expired, Fault, RateLimited, Revoked, Transient
from integrations.calendars.google.config import SCOPES
from integrations.calendars.google.service import GoogleCalendars
from tests.integrations.diaries import SECRET
from tests.integrations.google.conftest import config


def test_what_is_asked_for_is_what_is_needed():
    assert SCOPES == (
        "https://www.googleapis.com/auth/calendar.events",
        "https://www.googleapis.com/auth/calendar.readonly",
    )


async def test_a_token_that_is_too_old_is_renewed(diary, clock):
    diary.served.expire()
    with pytest.raises(Expired):
        await diary.events()
    renewed = await diary.service.renew(diary.access)
    assert renewed.expires_at == clock.now() + timedelta(hours=1)
    assert renewed.secrets["refresh_token"] == diary.access.secrets["refresh_token"]
    assert renewed.secrets["access_token"] != diary.access.secrets["access_token"]
    diary.access = replace(diary.access, secrets=renewed.secrets)
    assert await diary.events() == []


async def test_what_else_is_kept_with_the_tokens_stays(diary):
    diary.access = replace(diary.access, secrets={**diary.access.secrets, "more": "kept"})
    assert (await diary.service.renew(diary.access)).secrets["more"] == "kept"


async def test_a_new_refresh_token_takes_the_place_of_the_old_one(diary):
    await diary.service.renew(diary.access)  # from now on it is known where
    answer = {"access_token": "a", "refresh_token": "r2", "expires_in": 60}
    diary.served.canned = (200, json.dumps(answer).encode(), "application/json")
    renewed = await diary.service.renew(diary.access)
    assert renewed.secrets["refresh_token"] == "r2"


async def test_a_permission_that_was_withdrawn_is_revoked(diary):
    diary.served.withdraw(diary.ann)
    with pytest.raises(Revoked):
        await diary.service.renew(diary.access)


async def test_without_a_refresh_token_it_is_revoked(diary):
    diary.access = replace(diary.access, secrets={"access_token": "a"})
    with pytest.raises(Revoked):
        await diary.service.renew(diary.access)


async def test_a_client_that_is_not_ours_is_no_withdrawal(diary, clock):
    service = GoogleCalendars(replace(config(diary.served), client_secret="wrong"), clock)
    with pytest.raises(Transient, match="invalid_client"):
        await service.renew(diary.access)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (200, b"<html>", Transient),
        (200, b"{}", Transient),
        (200, b"[]", Transient),
        (200, b'{"access_token": "a", "expires_in": "soon"}', Transient),
        (200, b'{"access_token": "a", "expires_in": []}', Transient),
        (400, b"<html>", Transient),
        (400, b'{"error": ["invalid_grant"]}', Transient),
        (400, b'{"error": "server_error"}', Transient),
        (400, b'{"error": "invalid_request", "error_description": "never-to-be-read-by-anybody"}', Transient),
        (429, b"", RateLimited),
        (500, b'{"error": "internal_failure"}', Transient),
        (503, b"", Transient),
    ],
)
async def test_whatever_else_goes_wrong_may_pass(diary, status, body, fault):
    await diary.service.renew(diary.access)  # from now on it is known where
    diary.served.canned = (status, body, "application/json")
    with pytest.raises(fault) as raised:
        await diary.service.renew(diary.access)
    assert SECRET not in f"{raised.value!r}"
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b'{"token_endpoint": 5}', b'{"token_endpoint": "ftp://x/"}']
)
async def test_an_issuer_that_does_not_say_where_may_recover(diary, body):
    diary.served.canned = (200, body, "application/json")
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)
    diary.served.canned = None
    assert (await diary.service.renew(diary.access)).expires_at


async def test_a_permission_is_given_back(diary):
    await diary.service.revoke(diary.access)
    assert diary.served.revoked == ["ann@example.com"]
    with pytest.raises(Revoked):
        await diary.service.renew(diary.access)


async def test_a_permission_that_is_gone_may_be_given_back(diary):
    diary.served.withdraw(diary.ann)
    await diary.service.revoke(diary.access)
    await diary.service.revoke(replace(diary.access, secrets={}))


@pytest.mark.parametrize("status", [400, 500])
async def test_a_permission_that_could_not_be_given_back_is_a_fault(diary, status):
    diary.served.canned = (status, b"{}", "application/json")
    with pytest.raises(Fault):
        await diary.service.revoke(diary.access)
