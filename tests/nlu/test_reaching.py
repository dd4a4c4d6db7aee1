"""Where somebody can be reached, as it is said in six languages; and what sounds alike and is none of it."""

import pytest

from bot import nlu
from bot.reach import Ask, Reach, code_in, masked
from bot.understood import Asked, Hearing
from tests.support.world import MONDAY_MORNING

SAID = {
    "en": {
        "connect WhatsApp": Reach(Ask.CONNECT, "whatsapp"),
        "please link my Telegram account": Reach(Ask.CONNECT, "telegram"),
        "continue on Telegram": Reach(Ask.CONTINUE, "telegram"),
        "Let's continue this elsewhere.": Reach(Ask.CONTINUE),
        "can we continue on another device?": Reach(Ask.CONTINUE),
        "notify me on Telegram only": Reach(Ask.ONLY, "telegram"),
        "send reminders by WhatsApp": Reach(Ask.REMINDERS, "whatsapp"),
        "tell me by e-mail": Reach(Ask.PREFER, "email"),
        "no SMS please": Reach(Ask.NEVER, "sms"),
        "don't send me any text messages": Reach(Ask.NEVER, "sms"),
        "how do you notify me?": Reach(Ask.SHOW),
    },
    "de": {
        "WhatsApp verbinden": Reach(Ask.CONNECT, "whatsapp"),
        "verbinde mein Telegram": Reach(Ask.CONNECT, "telegram"),
        "weiter auf Telegram": Reach(Ask.CONTINUE, "telegram"),
        "hier woanders weitermachen": Reach(Ask.CONTINUE),
        "benachrichtige mich nur über Telegram": Reach(Ask.ONLY, "telegram"),
        "Bitte schick Erinnerungen per WhatsApp": Reach(Ask.REMINDERS, "whatsapp"),
        "schreiben Sie mir per SMS": Reach(Ask.PREFER, "sms"),
        "bitte keine SMS": Reach(Ask.NEVER, "sms"),
        "Wie benachrichtigen Sie mich?": Reach(Ask.SHOW),
    },
    "es": {
        "conecta WhatsApp": Reach(Ask.CONNECT, "whatsapp"),
        "sigamos por Telegram": Reach(Ask.CONTINUE, "telegram"),
        "quiero seguir en otro sitio": Reach(Ask.CONTINUE),
        "avísame solo por Telegram": Reach(Ask.ONLY, "telegram"),
        "envíame los recordatorios por WhatsApp": Reach(Ask.REMINDERS, "whatsapp"),
        "avísame por correo": Reach(Ask.PREFER, "email"),
        "nada de SMS, por favor": Reach(Ask.NEVER, "sms"),
        "¿Cómo me avisas?": Reach(Ask.SHOW),
    },
    "fr": {
        "connecter WhatsApp": Reach(Ask.CONNECT, "whatsapp"),
        "continuons sur Telegram": Reach(Ask.CONTINUE, "telegram"),
        "je veux continuer ailleurs": Reach(Ask.CONTINUE),
        "prévenez-moi uniquement par Telegram": Reach(Ask.ONLY, "telegram"),
        "envoyez les rappels par WhatsApp": Reach(Ask.REMINDERS, "whatsapp"),
        "prévenez-moi par e-mail": Reach(Ask.PREFER, "email"),
        "pas de SMS, s'il vous plaît": Reach(Ask.NEVER, "sms"),
        "comment me prévenez-vous ?": Reach(Ask.SHOW),
    },
    "it": {
        "collega WhatsApp": Reach(Ask.CONNECT, "whatsapp"),
        "continuiamo su Telegram": Reach(Ask.CONTINUE, "telegram"),
        "vorrei continuare altrove": Reach(Ask.CONTINUE),
        "avvisami solo su Telegram": Reach(Ask.ONLY, "telegram"),
        "mandami i promemoria via WhatsApp": Reach(Ask.REMINDERS, "whatsapp"),
        "preferisco Telegram": Reach(Ask.PREFER, "telegram"),
        "niente SMS, per favore": Reach(Ask.NEVER, "sms"),
        "come mi avvisi?": Reach(Ask.SHOW),
    },
    "pt": {
        "conectar WhatsApp": Reach(Ask.CONNECT, "whatsapp"),
        "vamos continuar no Telegram": Reach(Ask.CONTINUE, "telegram"),
        "quero continuar em outro lugar": Reach(Ask.CONTINUE),
        "me avise só no Telegram": Reach(Ask.ONLY, "telegram"),
        "mande os lembretes por WhatsApp": Reach(Ask.REMINDERS, "whatsapp"),
        "me avise por e-mail": Reach(Ask.PREFER, "email"),
        "nada de SMS, por favor": Reach(Ask.NEVER, "sms"),
        "como você me avisa?": Reach(Ask.SHOW),
    },
}
OTHERWISE = (
    "can we do it by WhatsApp call?",
    "is it on Slack or on Zoom?",
    "the place is Telegram",
    "remind me by email two hours before",
    "tomorrow at 3, text me the link",
    "my mail is bob@example.org",
    "no, another time",
    "another time please",
    "move it to Thursday",
    "switch to Tuesday",
    "go on",
    "connect me with Anna",
)


def hearing(locale: str = "en-GB", asked: Asked = Asked.NOTHING) -> Hearing:
    return Hearing(now=MONDAY_MORNING, zone="Europe/Berlin", locale=locale, asked=asked)


@pytest.mark.parametrize(
    ("language", "words", "meant"),
    [(language, words, meant) for language, said in SAID.items() for words, meant in said.items()],
)
@pytest.mark.parametrize("own", [True, False], ids=["own language", "foreign"])
def test_it_is_understood(language: str, words: str, meant: Reach, *, own: bool) -> None:
    locale = language if own else ("it" if language == "en" else "en")
    assert nlu.read(words, hearing(locale)).reach == meant


ABOUT_SIGNING_IN = {Ask.LOG_OUT, Ask.SIGNED_IN, Ask.SIGN_IN}
"""Shown by tests/web/test_signing_talk.py."""


def test_every_language_knows_every_wish() -> None:
    for said in SAID.values():
        assert {reach.ask for reach in said.values()} == set(Ask) - ABOUT_SIGNING_IN


@pytest.mark.parametrize("words", OTHERWISE)
def test_what_sounds_alike_is_something_else(words: str) -> None:
    assert nlu.read(words, hearing()).reach is None


def test_no_mail_is_an_answer_to_who_asked_for_it() -> None:
    assert nlu.read("no e-mail", hearing(asked=Asked.EMAIL)).reach is None
    assert nlu.read("no e-mail", hearing()).reach == Reach(Ask.NEVER, "email")


def test_an_answer_to_a_question_of_the_host_is_not_read() -> None:
    assert nlu.read("connect WhatsApp", hearing(asked=Asked.QUESTION)).reach is None


@pytest.mark.parametrize(
    "text", ["KX7M-29QP", "kx7m29qp", " kx7m 29qp.", "/start KX7M-29QP", "/start@bot KX7M29QP"]
)
def test_a_code_is_read_however_it_is_written(text: str) -> None:
    assert code_in(text) == "KX7M-29QP"


@pytest.mark.parametrize(
    "text", ["thursday", "tomorrow", "KX7M-29Q", "KX7M-29QP9", "code KX7M-29QP", "2026-1120", "12345678"]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert code_in(text) is None


@pytest.mark.parametrize("number", ["98765432", "2345 6789", "2345-6789", "/start 22223333"])
def test_a_number_of_eight_digits_is_no_code(number: str) -> None:
    assert code_in(number) is None


def test_a_code_in_a_text_is_made_unreadable() -> None:
    assert masked("Write KX7M-29QP to me: t.me/x?start=KX7M-29QP") == (
        "Write ••••-•••• to me: t.me/x?start=••••-••••"
    )
