"""What Twilio posts, read: texts, taps, what is no text, and what a number tells."""

from datetime import UTC, datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Odd
from bot.phrases import LANGUAGES, language
from channels.twilio import numbers, wire
from channels.twilio.words import Ask, reserved
from core.zones import zone_names
from tests.support.twilio.vendor import WHATSAPP

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BASE = {
    "MessageSid": "SM" + "0" * 32,
    "From": "whatsapp:+4915100000001",
    "To": f"whatsapp:{WHATSAPP}",
    "Body": "hello",
    "NumMedia": "0",
}


def read(**more: str) -> wire.Heard:
    return wire.read_message(BASE | more, "whatsapp", WHATSAPP, NOW)


def test_a_name_holds_nothing_that_databases_refuse():
    assert read(ProfileName="Max\x00 \ud800").incoming.name == "Max ?"


def test_a_text_is_read():
    incoming = read(ProfileName=" Max ").incoming
    assert incoming.key == "whatsapp:SM" + "0" * 32
    assert (incoming.text, incoming.choice, incoming.odd) == ("hello", None, "")
    assert incoming.address.key == f"whatsapp|{WHATSAPP}|+4915100000001|"
    assert (incoming.phone, incoming.zone, incoming.locale, incoming.name) == (
        "+4915100000001", "Europe/Berlin", "de-DE", "Max",
    )  # fmt: skip


def test_a_number_that_anybody_can_pretend_to_have_is_not_vouched_for():
    form = BASE | {"From": "+4915100000001", "To": "+4930333444"}
    assert wire.read_message(form, "sms", "+4930333444", NOW).incoming.phone is None


@pytest.mark.parametrize("name", ["ButtonPayload", "ListId"])
def test_a_tap_is_its_token_and_never_a_reserved_word(name):
    heard = read(**{"Body": "Stop", name: "3.1"})
    assert (heard.incoming.choice, heard.asks, heard.opens) == ("3.1", None, None)


@pytest.mark.parametrize(
    ("more", "odd"),
    [
        ({"MessageType": "audio", "NumMedia": "1", "MediaContentType0": "audio/ogg"}, Odd.VOICE),
        ({"NumMedia": "1", "MediaContentType0": "audio/ogg; codecs=opus"}, Odd.VOICE),
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, Odd.PICTURE),
        ({"NumMedia": "1", "MediaContentType0": "image/webp"}, Odd.STICKER),
        ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, Odd.FILE),
        ({"NumMedia": "1", "MediaContentType0": "video/mp4"}, Odd.FILE),
        ({"NumMedia": "1", "MediaContentType0": "text/vcard"}, Odd.CONTACT),
        ({"MessageType": "contacts"}, Odd.CONTACT),
        ({"Latitude": "52.5", "Longitude": "13.4"}, Odd.PLACE),
        ({"MessageType": "reaction", "Body": ""}, Odd.OTHER),
    ],
)
def test_what_is_no_text_is_told_apart(more, odd):
    assert read(**({"Body": ""} | more)).incoming.odd == odd.value


def test_a_caption_is_kept():
    incoming = read(Body="Tuesday?", NumMedia="1", MediaContentType0="image/png").incoming
    assert (incoming.odd, incoming.text) == ("picture", "Tuesday?")


@given(st.dictionaries(st.sampled_from([*BASE, "MessageType", "Latitude", "ButtonPayload"]), st.text()))
def test_whatever_is_posted_is_read_or_refused(form):
    try:
        heard = wire.read_message(BASE | form, "whatsapp", WHATSAPP, NOW)
    except wire.Malformed:
        return
    heard.incoming.text.encode()


def test_statuses_are_in_the_order_of_a_messages_life():
    order = [each.value for each in sorted(wire.Status, key=lambda each: each.rank)]
    assert order.index("queued") < order.index("sent") < order.index("delivered") < order.index("read")
    assert order.index("read") < order.index("failed")


def test_a_status_that_nobody_knows_is_let_pass():
    form = {"MessageSid": "SM" + "0" * 32, "To": "whatsapp:+4915100000001", "MessageStatus": "new"}
    assert wire.read_progress(form, "whatsapp") is None


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "zone", "locale"),
    [
        ("+4915112345678", "Europe/Berlin", "de-DE"),
        ("+33612345678", "Europe/Paris", "fr-FR"),
        ("+447911123456", "Europe/London", "en-GB"),
        ("+5511987654321", "America/Sao_Paulo", "pt-BR"),
        ("+34612345678", "", "es-ES"),  # the Canaries have another clock
        ("+79161234567", "", ""),
        ("+61412345678", "", "en-AU"),
        ("+99912345678", "", ""),
        ("nonsense", "", ""),
    ],
)
def test_a_number_tells_the_zone_only_where_it_leaves_no_choice(number, zone, locale):
    guess = numbers.guess(number)
    assert (guess.zone, guess.locale) == (zone, locale)
    assert not guess.zone or guess.zone in zone_names()


def test_every_locale_that_is_guessed_exists_in_a_language_that_we_speak():
    for tag in numbers.locales().values():
        assert Locale.parse(tag.replace("-", "_"))
        assert language(tag) == tag.partition("-")[0]


def test_numbers_are_shown_in_part():
    assert numbers.masked("+4915112345678") == "+49 … 78"


# -- reserved words -------------------------------------------------------------------------------


def test_every_language_has_words_for_silence_and_none_is_one_of_speech():
    for spoken in LANGUAGES:
        if spoken != "en":
            assert any(
                found.language == spoken
                for found in (reserved(word, by_carrier=False) for word in WORDS_OF[spoken])
                if found
            )
    assert reserved("stop", by_carrier=False).ask is Ask.STOP
    assert reserved("UNSTOP", by_carrier=True).ask is Ask.START


WORDS_OF = {
    "de": ["stopp"], "es": ["baja"], "fr": ["arrêt"], "it": ["disiscrivimi"], "pt": ["descadastrar"],
}  # fmt: skip
