"""How messages are put: alphabets and their lengths, buttons, lists, numbers, templates and short forms."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Brief, Choice, Outgoing
from bot.phrases import LANGUAGES, phrases
from channels.fit import Style, fit, utf16
from channels.twilio import gsm, limits, render, templates
from channels.twilio.channel import in_short
from channels.twilio.templates import ANSWERS, FACT, SAMPLES
from tests.support.twilio.vendor import FORBIDDEN, VARIABLE, _unapprovable

# -- the alphabet of text messages ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("ф" * 70, 1),
        ("ф" * 71, 2),
        ("ф" * 134, 2),
        ("ф" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("🙂" * 67, 3),  # none is cut in half, so a part holds 33
    ],
)
def test_segments_are_counted(text, count):
    assert gsm.segments(text) == count


def test_typographic_characters_are_typed_if_the_whole_then_fits():
    assert gsm.for_sms("“Tue” – 14:00–14:30 …") == '"Tue" - 14:00-14:30 ...'
    assert gsm.for_sms("Grüße, à bientôt “Ann”") == "Grüße, à bientôt “Ann”"  # ô is not in it
    assert gsm.for_sms("Grüße “Ann”") == 'Grüße "Ann"'


@given(st.text(max_size=400))
def test_a_text_is_never_made_dearer(text):
    assert gsm.segments(gsm.for_sms(text)) <= gsm.segments(text) or "…" in text


# -- buttons, lists, numbers ------------------------------------------------------------------------


def parts(outgoing: Outgoing) -> list[render.Message]:
    return [render.whatsapp(part, "Choose") for part in fit(outgoing, limits.WHATSAPP)]


def choices(count: int, label: str = "Choice") -> tuple[Choice, ...]:
    return tuple(Choice(f"7.{n}", f"{label} {n}") for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("outgoing", "kinds"),
    [
        (Outgoing(text="Hi"), [None]),
        (Outgoing(text="Hi", choices=choices(3)), [render.QUICK_REPLY]),
        (Outgoing(text="Hi", choices=choices(4)), [render.LIST_PICKER]),
        (Outgoing(text="Hi", choices=choices(2, "A label longer than twenty")), [render.LIST_PICKER]),
        (Outgoing(text="Hi", choices=choices(11)), [None]),
        (Outgoing(text="Hi", choices=choices(2, "x" * 75)), [None]),
        (Outgoing(text="word " * 300, choices=choices(2)), [None, render.QUICK_REPLY]),
    ],
)
def test_choices_become_buttons_then_a_list_then_numbers(outgoing, kinds):
    made = parts(outgoing)
    assert [next(iter(each.content.types)) if each.content else None for each in made] == kinds


def test_numbers_stand_below_the_text_where_nothing_else_fits():
    (made,) = parts(Outgoing(text="Hi", choices=choices(11)))
    assert made.body.splitlines()[-1] == "11. Choice 11"


def test_a_long_label_stands_whole_below_its_title():
    label = "Tuesday, 24 November 2026, 14:00–14:30 (Berlin time)"
    (made,) = parts(Outgoing(text="Hi", choices=(*choices(3), Choice("7.4", label))))
    assert label in made.values.values()
    assert utf16(render.title_of(label)) <= limits.ITEM
    assert render.title_of(label) == "Tuesday, 24 November…"


def test_what_is_said_is_not_kept_at_twilio():
    """Two messages of one form share one Content, and it holds nothing of either."""
    first, second = (
        parts(Outgoing(text=f"Secret {n}\n\nof Bob", choices=(Choice(f"{n}.1", f"Yes {n}"),)))[0]
        for n in (1, 2)
    )
    assert first.content == second.content
    assert first.values != second.values
    kept = json.dumps(dict(first.content.types))
    assert "Secret" not in kept
    assert "Bob" not in kept
    (form,) = first.content.types.values()
    assert form["body"] == "{{1}}\n\n{{2}}"


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=3000), st.integers(0, 12), st.text(max_size=60))
def test_nothing_is_lost_and_every_limit_is_kept(text, count, label):
    outgoing = Outgoing(text=text, choices=choices(count, label))
    for part, message in zip(fit(outgoing, limits.WHATSAPP), parts(outgoing), strict=True):
        if message.content is None:
            assert utf16(message.body) <= limits.TEXT or part.style is not Style.PLAIN
            continue
        assert all(value and not FORBIDDEN.search(value) for value in message.values.values())
        (form,) = message.content.types.values()
        shown = VARIABLE.sub(lambda found, values=message.values: values[found[1]], form["body"])
        assert utf16(shown) <= limits.BUTTON_TEXT
        assert "".join(shown.split()) == "".join(part.text.split()) or not part.text.strip()


# -- templates ------------------------------------------------------------------------------------

EVERY = list(templates.every_template())


def test_there_is_one_for_every_piece_of_news_in_every_language():
    assert len(EVERY) == len(LANGUAGES) * len(ANSWERS)
    assert len({each.content.name for each in EVERY}) == len(EVERY)


@pytest.mark.parametrize("each", EVERY, ids=lambda each: f"{each.news}-{each.language}")
def test_whatsapp_can_approve_it(each):
    (kind,) = each.content.types
    assert _unapprovable(kind, each.body) == ""
    assert set(VARIABLE.findall(json.dumps(dict(each.content.types)))) == set(each.content.samples)
    labels = [action["title"] for action in each.content.types[kind].get("actions", ())]
    assert all(utf16(label) <= limits.BUTTON_LABEL for label in labels)
    assert len(labels) <= limits.BUTTONS


@pytest.mark.parametrize("each", EVERY, ids=lambda each: f"{each.news}-{each.language}")
def test_in_short_it_fits_into_one_text_message(each):
    text = FACT.sub(lambda found: SAMPLES[found[1]], phrases(each.language)[f"brief.{each.news}"])
    assert gsm.segments(gsm.for_sms(text)) == 1 or each.news == "news"


def test_a_notice_is_told_by_its_own_template_or_as_news():
    brief = Brief(news="moved", language="de", facts={"what": "Kaffee", "when": "Di.", "who": "Ann"})
    own, whole = templates.told_by(Outgoing(text="Ann hat\nKaffee verschoben.", brief=brief))
    assert own.content.name.startswith("parley_moved_de_")
    assert own.values == {"1": "Kaffee", "2": "Di."}
    assert whole.values == {"1": "Ann hat Kaffee verschoben."}
    assert templates.told_by(Outgoing(text="A reply")) == ()


def test_a_template_whose_choices_differ_is_not_used():
    brief = Brief(news="requested", language="en", facts={"what": "Talk", "when": "Tue", "who": "Ann"})
    told = templates.told_by(Outgoing(text="Ann asks.", brief=brief, choices=choices(3)))
    assert told[0].values == {"1": "Talk", "2": "Tue", "3": "7.1", "4": "7.2", "5": "7.3"}
    assert len(templates.told_by(Outgoing(text="Ann asks.", brief=brief))) == 1


# -- short forms ------------------------------------------------------------------------------------


def test_a_notice_of_one_text_message_stays_as_it_is_and_a_longer_one_is_shortened():
    brief = Brief(news="booked", language="en", facts={"what": "Talk with Bob", "when": "Tue 24 Nov, 14:00"})
    brief_text = "New booking: Talk with Bob, Tuesday."
    assert in_short(Outgoing(text=brief_text, brief=brief), 1).text == brief_text
    long = Outgoing(text="New booking: " + "Talk with Bob " * 20, brief=brief, choices=choices(2))
    short = in_short(long, 1)
    assert short.text == "Booked: Talk with Bob on Tue 24 Nov, 14:00. Reply here to move it or call it off."
    assert short.choices == long.choices
    assert in_short(long, 99) is long


def test_no_text_tells_anybody_to_send_a_word_that_the_carrier_takes():
    """The bare words STOP and CANCEL unsubscribe; START is the one that is asked for."""
    for spoken in LANGUAGES:
        for name, text in phrases(spoken).items():
            for word in ("STOP", "CANCEL", "END", "QUIT"):
                assert word not in text.split(), (spoken, name)
            for word in ("stop", "cancel", "end", "quit"):
                assert f"“{word}”" not in text, (spoken, name)
