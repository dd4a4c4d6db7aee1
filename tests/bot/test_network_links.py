"""The links by which a code is carried to a network."""

from bot.settings import Settings
from bot.wiring.networks import configured
from tests.support.networks import a_town

TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "secret",
    "TWILIO_WHATSAPP_FROM": "+14155238886",
    "TWILIO_SMS_FROM": "+15005550006",
}


async def test_telephones_are_sent_the_code_by_a_link() -> None:
    settings = Settings.model_validate(TWILIO | {"PARLEY_SECRET_KEY": "link " * 9})
    async with a_town() as town:
        links = {each.name: each.link("KX7M-29QP") for each in configured(settings, town.house.desk)}
    assert links == {
        "whatsapp": "https://wa.me/14155238886?text=KX7M-29QP",
        "sms": "sms:+15005550006?body=KX7M-29QP",
    }
