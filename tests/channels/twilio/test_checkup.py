"""`parley doctor` and `parley whatsapp templates`: what is wrong with Twilio is said, and what to do about it."""

import pytest

from bot.cli import network_checks
from bot.settings import Settings
from channels.twilio import Credentials, every_template, examine, keeping
from tests.support.twilio import contract
from tests.support.twilio.conversing import config, credentials
from tests.support.twilio.transport import InProcess, server
from tests.support.twilio.vendor import ACCOUNT, SMS, TOKEN, Vendor
from tests.support.world import FrozenWorld

BASE = "https://parley.example"


@pytest.fixture
def vendor():
    made = Vendor(FrozenWorld().clock)
    made.webhooks[SMS] = f"{BASE}/twilio/sms"
    made.check = contract.check if contract.is_here() else None
    return made


async def look(vendor, channel: str, base: str = BASE, **more) -> dict[str, str]:
    return dict(await examine(config(channel, base, **more), InProcess(vendor)))


async def approve(vendor) -> None:
    async with keeping(credentials("http://api.test"), InProcess(vendor)) as keeper:
        for each in every_template():
            await keeper.ensure(each)


async def test_all_is_well(vendor):
    await approve(vendor)
    for channel in ("whatsapp", "sms"):
        assert set((await look(vendor, channel)).values()) == {""}


async def test_missing_templates_are_counted(vendor):
    found = await look(vendor, "whatsapp")
    assert "--create" in found["templates: 78 missing"]


async def test_wrong_credentials_are_told(vendor):
    wrong = Credentials(
        account_sid=ACCOUNT, auth_token="wrong", api_url="http://a.test", content_url="http://a.test"
    )
    (found,) = (await look(vendor, "sms", credentials=wrong)).items()
    assert found[0] == "Twilio refuses the credentials"
    assert "wrong" not in str(found)


async def test_a_number_that_leads_elsewhere_is_told(vendor):
    vendor.webhooks[SMS] = "https://demo.twilio.com/welcome"
    found = await look(vendor, "sms")
    assert f"Set it to {BASE}/twilio/sms, HTTP POST." in found.values()
    vendor.webhooks.clear()
    assert "Correct TWILIO_SMS_FROM." in (await look(vendor, "sms")).values()


async def test_how_often_twilio_tries_may_stand_behind_the_address(vendor):
    vendor.webhooks[SMS] = f"{BASE}/twilio/sms#rc=5&rp=all"
    assert (await look(vendor, "sms"))[f"{SMS} leads to us"] == ""


async def test_a_suspended_account_and_a_plain_address_are_told(vendor):
    vendor.status = "suspended"
    found = await look(vendor, "sms", "http://parley.example")
    assert found["the account is suspended"]
    assert any("PARLEY_BASE_URL" in mend for mend in found.values())


async def test_a_number_without_an_account_is_told_and_nothing_set_says_nothing():
    assert await network_checks.twilio(Settings.model_validate({"PARLEY_SECRET_KEY": "s" * 32})) == []
    half = Settings.model_validate({"PARLEY_SECRET_KEY": "s" * 32, "TWILIO_SMS_FROM": "+49 30 333-444"})
    (found,) = await network_checks.twilio(half)
    assert (found.what, found.wrong) == ("TWILIO_SMS_FROM", True)


async def test_the_command_creates_templates_and_says_how_they_stand(vendor, monkeypatch, tmp_path, capsys):
    vendor.approves = False
    monkeypatch.chdir(tmp_path)
    async with server(vendor) as running:
        url = str(running.make_url("")).rstrip("/")
        for name, value in {
            "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": url, "TWILIO_CONTENT_URL": url,
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        assert await command("--language", "en") == 1
        assert "13 missing" in capsys.readouterr().out
        assert await command("--language", "en", "--create", "--show") == 1
        out = capsys.readouterr().out
        assert "13 pending" in out
        assert "Reminder: {{1}} on {{2}}." in out
        for each in vendor.approvals.values():
            each["status"] = "approved"
        assert await command("--language", "en") == 0
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", "wrong")
        assert await command() == 1
        assert "Twilio refuses us" in capsys.readouterr().err


async def command(*more: str) -> int:
    """Run the command beside the server that it speaks with."""
    import asyncio

    from bot.cli.program import run

    return await asyncio.to_thread(run, ["whatsapp", "templates", *more])
