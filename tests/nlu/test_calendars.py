"""What hosts say about calendars that they keep elsewhere, in six languages; and what sounds alike and is none of it."""

import pytest

from bot import nlu
from bot.calendar_wishes import CalendarAsk, CalendarWish, bare, feed_in, names_in
from bot.understood import Asked, Hearing
from core.calendars import Provider
from tests.support.world import MONDAY_MORNING

GOOGLE, OUTLOOK, DAV, FEED = Provider.GOOGLE, Provider.MICROSOFT, Provider.CALDAV, Provider.ICS
NAMES = ("Ann", "Work", "Private", "Family & Friends", "Birthdays", "ann@example.com")


def wish(ask, provider=None, *names, everything=False, words=""):
    return CalendarWish(
        ask=CalendarAsk(ask), provider=provider, names=tuple(names), everything=everything, words=words
    )


def named(ask, *names):
    return wish(ask, None, *names)


SAID = {
    "en": {
        "connect Google": wish("connect", GOOGLE),
        "connect my Google calendar": wish("connect", GOOGLE),
        "Please connect Outlook.": wish("connect", OUTLOOK),
        "link my Office 365 account": wish("connect", OUTLOOK),
        "add iCloud": wish("connect", DAV),
        "connect Fastmail": wish("connect", DAV),
        "how do I connect Nextcloud?": wish("connect", DAV),
        "connect CalDAV": wish("connect", DAV),
        "connect a calendar feed": wish("connect", FEED),
        "connect my calendar": wish("connect"),
        "sync my calendar with Google": wish("connect", GOOGLE),
        "calendars": wish("show"),
        "show my calendars": wish("show"),
        "which calendars do you check?": wish("show"),
        "where do my bookings go?": wish("show"),
        "check work and private": named("check", "Private", "Work"),
        "also check the family & friends calendar": named("check", "Family & Friends"),
        "check all my calendars": wish("check", everything=True),
        "only check work": named("only", "Work"),
        "don't check birthdays": named("ignore", "Birthdays"),
        "ignore Birthdays please": named("ignore", "Birthdays"),
        "check outlook": wish("check", OUTLOOK),
        "don't check the holidays calendar": wish("ignore", words="holidays"),
        "write to private": named("write", "Private"),
        "put my bookings into Work": named("write", "Work"),
        "write bookings nowhere": wish("nowhere"),
        "don't write anything into my calendar": wish("nowhere"),
        "disconnect Outlook": wish("disconnect", OUTLOOK),
        "disconnect work": named("disconnect", "Work"),
        "disconnect": wish("disconnect"),
        "disconnect the moon": wish("disconnect", words="moon"),
        "reconnect": wish("reconnect"),
        "reconnect Google": wish("reconnect", GOOGLE),
        "reconnect ann@example.com": named("reconnect", "ann@example.com"),
        "if my calendar can't be read: don't book": wish("strict"),
        "don't book anything if you can't read my calendar": wish("strict"),
        "if my calendar cannot be read, ask me": wish("pending"),
        "if my calendar can't be read, book anyway": wish("lenient"),
        "when I move it in my calendar, move it here too": wish("follow"),
        "if I delete a booking in my calendar, ask me first": wish("ask"),
        "tentative does not block": wish("open"),
        "tentative events block too": wish("blocks"),
        "is my calendar up to date?": wish("fresh"),
        "is my Outlook up to date?": wish("fresh", OUTLOOK),
    },
    "de": {
        "Google verbinden": wish("connect", GOOGLE),
        "verbinde meinen Google-Kalender": wish("connect", GOOGLE),
        "meinen Outlook-Kalender verbinden": wish("connect", OUTLOOK),
        "Bitte iCloud hinzufügen": wish("connect", DAV),
        "Kalender verbinden": wish("connect"),
        "meine Kalender": wish("show"),
        "Welche Kalender prüfst du?": wish("show"),
        "prüfe Work und Private": named("check", "Private", "Work"),
        "nur Work prüfen": named("only", "Work"),
        "prüfe Birthdays nicht mehr": named("ignore", "Birthdays"),
        "schreib meine Termine in Private": named("write", "Private"),
        "Termine nirgends eintragen": wish("nowhere"),
        "Outlook trennen": wish("disconnect", OUTLOOK),
        "trenne Work": named("disconnect", "Work"),
        "Google neu verbinden": wish("reconnect", GOOGLE),
        "Wenn mein Kalender nicht gelesen werden kann: nichts buchen": wish("strict"),
        "Wenn mein Kalender nicht gelesen werden kann, frag mich": wish("pending"),
        "Wenn mein Kalender nicht lesbar ist, trotzdem buchen": wish("lenient"),
        "wenn ich etwas in meinem Kalender verschiebe, verschiebe es hier auch": wish("follow"),
        "wenn ich einen Termin in meinem Kalender lösche, frag mich vorher": wish("ask"),
        "vorläufige Termine blockieren nicht": wish("open"),
        "vorläufige Termine blockieren": wish("blocks"),
        "Ist mein Kalender aktuell?": wish("fresh"),
    },
    "es": {
        "conecta Google": wish("connect", GOOGLE),
        "conectar mi calendario de Outlook": wish("connect", OUTLOOK),
        "añade iCloud": wish("connect", DAV),
        "conectar mi calendario": wish("connect"),
        "mis calendarios": wish("show"),
        "¿Qué calendarios compruebas?": wish("show"),
        "comprueba Work y Private": named("check", "Private", "Work"),
        "comprueba solo Work": named("only", "Work"),
        "no compruebes Birthdays": named("ignore", "Birthdays"),
        "escribe en Private": named("write", "Private"),
        "no escribas en ningún calendario": wish("nowhere"),
        "desconecta Outlook": wish("disconnect", OUTLOOK),
        "desconecta Work": named("disconnect", "Work"),
        "reconecta Google": wish("reconnect", GOOGLE),
        "si mi calendario no se puede leer, no reserves": wish("strict"),
        "si no puedes leer mi calendario, pregúntame": wish("pending"),
        "si mi calendario no se puede leer, reserva igualmente": wish("lenient"),
        "si lo muevo en mi calendario, muévelo aquí también": wish("follow"),
        "si lo muevo en mi calendario, pregúntame": wish("ask"),
        "los eventos provisionales no bloquean": wish("open"),
        "los eventos provisionales bloquean": wish("blocks"),
        "¿está al día mi calendario?": wish("fresh"),
    },
    "fr": {
        "connecter Google": wish("connect", GOOGLE),
        "connectez mon agenda Outlook": wish("connect", OUTLOOK),
        "je veux connecter mon calendrier iCloud": wish("connect", DAV),
        "connecter mon calendrier": wish("connect"),
        "mes calendriers": wish("show"),
        "Quels calendriers vérifiez-vous ?": wish("show"),
        "vérifiez Work et Private": named("check", "Private", "Work"),
        "vérifiez seulement Work": named("only", "Work"),
        "ne vérifiez pas Birthdays": named("ignore", "Birthdays"),
        "écrivez mes rendez-vous dans Private": named("write", "Private"),
        "n'écrivez mes rendez-vous nulle part": wish("nowhere"),
        "déconnectez Outlook": wish("disconnect", OUTLOOK),
        "déconnecter Work": named("disconnect", "Work"),
        "reconnecter Google": wish("reconnect", GOOGLE),
        "si mon calendrier ne peut pas être lu, ne réservez rien": wish("strict"),
        "si vous ne pouvez pas lire mon agenda, demandez-moi": wish("pending"),
        "si mon calendrier ne peut pas être lu, réservez quand même": wish("lenient"),
        "si je le déplace dans mon calendrier, déplacez-le ici aussi": wish("follow"),
        "si je le déplace dans mon calendrier, demandez-moi": wish("ask"),
        "les événements provisoires ne bloquent pas": wish("open"),
        "les événements provisoires bloquent": wish("blocks"),
        "mon calendrier est-il à jour ?": wish("fresh"),
    },
    "it": {
        "collega Google": wish("connect", GOOGLE),
        "collegare il mio calendario Outlook": wish("connect", OUTLOOK),
        "aggiungi iCloud": wish("connect", DAV),
        "collega il mio calendario": wish("connect"),
        "i miei calendari": wish("show"),
        "quali calendari controlli?": wish("show"),
        "controlla Work e Private": named("check", "Private", "Work"),
        "controlla solo Work": named("only", "Work"),
        "non controllare Birthdays": named("ignore", "Birthdays"),
        "scrivi le prenotazioni in Private": named("write", "Private"),
        "non scrivere in nessun calendario": wish("nowhere"),
        "scollega Outlook": wish("disconnect", OUTLOOK),
        "scollega Work": named("disconnect", "Work"),
        "ricollega Google": wish("reconnect", GOOGLE),
        "se il mio calendario non si può leggere, non prenotare": wish("strict"),
        "se non puoi leggere il mio calendario, chiedimi": wish("pending"),
        "se il mio calendario non si può leggere, prenota comunque": wish("lenient"),
        "se lo sposto nel mio calendario, spostalo anche qui": wish("follow"),
        "se lo sposto nel mio calendario, chiedimi prima": wish("ask"),
        "gli eventi provvisori non bloccano": wish("open"),
        "gli eventi provvisori bloccano": wish("blocks"),
        "il mio calendario è aggiornato?": wish("fresh"),
    },
    "pt": {
        "conectar Google": wish("connect", GOOGLE),
        "conecte o meu calendário do Outlook": wish("connect", OUTLOOK),
        "adicione iCloud": wish("connect", DAV),
        "conectar minha agenda": wish("connect"),
        "meus calendários": wish("show"),
        "quais calendários você verifica?": wish("show"),
        "verifique Work e Private": named("check", "Private", "Work"),
        "verifique só Work": named("only", "Work"),
        "não verifique Birthdays": named("ignore", "Birthdays"),
        "escreva as reservas em Private": named("write", "Private"),
        "não escreva em nenhum calendário": wish("nowhere"),
        "desconecte Outlook": wish("disconnect", OUTLOOK),
        "desconecte Work": named("disconnect", "Work"),
        "reconecte Google": wish("reconnect", GOOGLE),
        "se não puder ler meu calendário, não reserve": wish("strict"),
        "se não puder ler minha agenda, me pergunte": wish("pending"),
        "se o meu calendário não puder ser lido, reserve mesmo assim": wish("lenient"),
        "se eu mover no meu calendário, mova aqui também": wish("follow"),
        "se eu mover no meu calendário, me pergunte": wish("ask"),
        "eventos provisórios não bloqueiam": wish("open"),
        "eventos provisórios bloqueiam": wish("blocks"),
        "meu calendário está em dia?": wish("fresh"),
    },
}


def heard(text, locale="en", asked=Asked.NOTHING, names=NAMES):
    hearing = Hearing(
        now=MONDAY_MORNING, zone="Europe/Berlin", locale=locale, is_host=True, calendars=names, asked=asked
    )
    return nlu.read(text, hearing)


@pytest.mark.parametrize(
    ("locale", "text"), [(locale, text) for locale, said in SAID.items() for text in said]
)
def test_what_is_said_about_calendars(locale, text):
    found = heard(text, locale).calendars
    assert found is not None
    assert (found.ask, found.provider, set(found.names), found.everything, found.words) == (
        (w := SAID[locale][text]).ask,
        w.provider,
        set(w.names),
        w.everything,
        w.words,
    )


@pytest.mark.parametrize("text", ["verbinde Outlook", "Welche Kalender prüfst du?", "Outlook trennen"])
def test_it_is_understood_in_another_language_than_the_talks(text):
    found = heard(text, "en")
    assert (found.calendars is not None, found.language) == (True, "de")


OTHERWISE = [
    "connect Telegram",
    "connect WhatsApp",
    "what is in my calendar tomorrow?",
    "show my calendar",
    "check Tuesday",
    "can you check Friday at 3?",
    "don't check in before 9",
    "on Google Meet",
    "meetings are on Microsoft Teams",
    "put it in my calendar",
    "write to Anna",
    "remove Friday",
    "no",
    "done",
    "Ann",
    "work from 9 to 5",
    "book work with Bob",
]


@pytest.mark.parametrize("text", OTHERWISE)
def test_what_sounds_alike_is_not_about_calendars(text):
    assert heard(text).calendars is None


def test_names_are_heard_only_of_calendars_that_are_there():
    assert heard("check work", names=()).calendars is None
    assert heard("check work", names=("Work",)).calendars == named("check", "Work")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("work and private", named("check", "Private", "Work")),
        ("Birthdays", named("check", "Birthdays")),
        ("all of them", wish("check", everything=True)),
        ("no", wish("enough")),
        ("that's all", wish("enough")),
        ("none", wish("enough")),
        ("don't check Ann", named("ignore", "Ann")),
    ],
)
def test_when_it_was_asked_which_a_name_is_enough(text, wanted):
    found = heard(text, asked=Asked.CALENDARS).calendars
    assert found is not None
    assert (found.ask, set(found.names), found.everything) == (
        wanted.ask,
        set(wanted.names),
        wanted.everything,
    )


def test_another_matter_is_heard_even_when_it_was_asked_which():
    assert heard("what is on tomorrow?", asked=Asked.CALENDARS).calendars is None


def test_the_answer_to_a_question_is_nothing_else():
    assert heard("connect Google", asked=Asked.TITLE).calendars is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://calendar.example.com/ann/basic.ics", "https://calendar.example.com/ann/basic.ics"),
        ("webcal://p01.example.com/published/2/abc", "https://p01.example.com/published/2/abc"),
        ("connect https://example.com/cal.ics?token=1 please", "https://example.com/cal.ics?token=1"),
        ("<https://example.com/cal.ics>", "https://example.com/cal.ics"),
        ("Here: HTTPS://EXAMPLE.COM/CAL.ICS.", "https://EXAMPLE.COM/CAL.ICS"),
        ("https://example.com/calendar/ical/1?s=2", "https://example.com/calendar/ical/1?s=2"),
        ("http://localhost:8080/a.ics", "http://localhost:8080/a.ics"),
    ],
)
def test_the_address_of_a_feed_is_found(text, address):
    assert feed_in(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "https://zoom.us/j/123",
        "my site is https://example.com/topics.html",
        "cal.ics",
        "https://example.com/?file=cal.ics",
        "https://example.com/a.ics " + "and a long story about something else " * 3,
        "https://" + "a" * 3000 + ".ics",
    ],
)
def test_other_addresses_are_no_feeds(text):
    assert feed_in(text) is None


def test_the_longer_of_two_names_is_meant():
    assert names_in("the team work calendar", ["Work", "Team Work"]) == (("Team Work",), "the calendar")


def test_signs_and_accents_do_not_tell_names_apart():
    assert bare("Café – Été!") == "cafe ete"
