"""What is only thought: reading messages in six languages, long ones, and the first one of a process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter, process_time

from bench.measure import Figure, Times
from bench.town import START, ZONE
from bot import nlu
from bot.understood import Hearing
from core.hours import OFFICE_HOURS

MESSAGES = {
    "en": (
        "hi, can we meet for half an hour?",
        "do you have anything on thursday afternoon after 3?",
        "tomorrow at 10 or 11 would work, but not friday",
        "I'm Bob and my mail is bob@example.org",
        "every other Monday at half past nine until the end of March",
    ),
    "de": (
        "hallo, hätten Sie diese Woche noch einen Termin frei?",
        "am Donnerstag nachmittag nach 15 Uhr?",
        "morgen um zehn oder elf ginge, aber nicht Freitag",
        "ich heiße Bernd und meine Adresse ist bernd@example.org",
        "jeden zweiten Montag um halb zehn bis Ende März",
    ),
    "es": (
        "hola, ¿podemos vernos media hora?",
        "¿tienes algo el jueves por la tarde después de las 3?",
        "mañana a las 10 o a las 11 me va bien, pero el viernes no",
        "me llamo Berta y mi correo es berta@example.org",
        "prefiero por la mañana, antes de las once",
    ),
    "fr": (
        "bonjour, peut-on se voir une demi-heure ?",
        "vous avez quelque chose jeudi après-midi après 15h ?",
        "demain à 10h ou 11h ça irait, mais pas vendredi",
        "je m'appelle Basile et mon mail est basile@example.org",
        "un lundi sur deux à neuf heures et demie jusqu'à fin mars",
    ),
    "it": (
        "ciao, possiamo vederci per mezz'ora?",
        "hai qualcosa giovedì pomeriggio dopo le 15?",
        "domani alle 10 o alle 11 va bene, ma venerdì no",
        "mi chiamo Bice e la mia mail è bice@example.org",
        "preferisco la mattina, prima delle undici",
    ),
    "pt": (
        "olá, podemos falar meia hora?",
        "tem alguma coisa na quinta à tarde depois das 3?",
        "amanhã às 10 ou às 11 dá, mas sexta não",
        "chamo-me Bruno e o meu email é bruno@example.org",
        "prefiro de manhã, antes das onze",
    ),
}
PROSE = {
    "en": "Nobody has to decide anything yet, and the weather in the mountains was lovely. ",
    "de": "Niemand muss schon etwas entscheiden, und das Wetter in den Bergen war herrlich. ",
    "es": "Nadie tiene que decidir nada todavía, y el aire en las montañas era precioso. ",
    "fr": "Personne ne doit encore rien décider, et l'air en montagne était magnifique. ",
    "it": "Nessuno deve ancora decidere niente, e l'aria in montagna era splendida. ",
    "pt": "Ninguém tem de decidir nada ainda, e o ar nas montanhas estava lindo. ",
}
LONG = 4000
ROUNDS = 15
"""How often each message is read; the quickest counts, for what else the machine does at the moment is not ours."""

STARTS = 3
FIRST = """
import json
from datetime import UTC, datetime
{read}
"""
READ = """
from bot import nlu
from bot.understood import Hearing
for language in ("en", "de", "es", "fr", "it", "pt"):
    nlu.read("15.", Hearing(now=datetime(2026, 1, 7, tzinfo=UTC), zone="Europe/Berlin", locale=language))
"""


def readings() -> list[Figure]:
    """Measure the reader on short and long messages of guests and hosts, and its start."""
    numbers = ", ".join(str(number) for number in range(400))
    prose = {language: (text * 60)[:LONG] for language, text in PROSE.items()}
    return [
        _short(),
        _long("4,000 characters of prose, the slowest of six languages", prose),
        _long("a list of 400 numbers", {"en": numbers}),
        _start(),
    ]


def _hearings(language: str) -> Iterator[Hearing]:
    guest = Hearing(now=START, zone=ZONE, hours=OFFICE_HOURS, hours_zone=ZONE, locale=language)
    yield guest
    yield replace(guest, is_host=True)


def _short() -> Figure:
    pairs = [
        (text, hearing)
        for language, texts in MESSAGES.items()
        for text in texts
        for hearing in _hearings(language)
    ]
    ours, floor = _quickest(pairs)
    return Figure(
        what="reading a message in six languages, as guest and host",
        ours=f"p50 {ours.p50:.2f} ms, p99 {ours.p99:.2f} ms",
        floor=f"its JSON there and back: p50 {floor.p50 * 1000:.1f} µs",
        share=f"{ours.p50 / floor.p50:,.0f} times as long",
        aim="≤ 0.5 ms, p99 ≤ 3 ms",
    )


def _long(what: str, texts: dict[str, str]) -> Figure:
    ours, floor = _quickest(
        [(text, hearing) for language, text in texts.items() for hearing in _hearings(language)]
    )
    slowest, there = max(ours.seconds) * 1000, max(floor.seconds) * 1000
    return Figure(
        what=f"reading {what}",
        ours=f"{slowest:.1f} ms",
        floor=f"its JSON there and back: {there * 1000:.0f} µs",
        share=f"{slowest / there:,.0f} times as long",
        aim="≤ 20 ms",
    )


def _quickest(pairs: Sequence[tuple[str, Hearing]]) -> tuple[Times, Times]:
    """Return the quickest of several rounds for each text, of reading it and of writing and parsing it as JSON."""
    ours, floor = ([float("inf")] * len(pairs) for _ in range(2))
    for _ in range(ROUNDS):
        for i, (text, hearing) in enumerate(pairs):
            began = process_time()
            nlu.read(text, hearing)
            ours[i] = min(ours[i], process_time() - began)
            began = perf_counter()
            json.loads(json.dumps(text))
            floor[i] = min(floor[i], perf_counter() - began)
    return Times(ours), Times(floor)


def _start() -> Figure:
    """Measure a process that reads one message in each language, beside one that reads none."""
    ours, floor = (min(_process(FIRST.format(read=read)) for _ in range(STARTS)) for read in (READ, ""))
    return Figure(
        what="the first message in each of six languages, from the start of the process",
        ours=f"{ours:.2f} s",
        floor=f"a process that reads nothing: {floor:.2f} s",
        share=f"{ours - floor:+.2f} s",
        aim="≤ 1 s",
    )


def _process(code: str) -> float:
    """Return the seconds of a processor that a process takes, whatever else the machine does at the moment."""
    began = _of_children()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
    return _of_children() - began


def _of_children() -> float:
    taken = os.times()
    return taken.children_user + taken.children_system
