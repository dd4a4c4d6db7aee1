"""Texts that WhatsApp approves beforehand, in each language: with them we may begin to speak when the window is shut.

A template is the short form of a notice (phrase `brief.<news>`), its facts as variables, its choices as quick replies.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.messages import Brief, Choice, Outgoing
from bot.phrases import LANGUAGES, phrases
from channels.fit import utf16
from channels.twilio.limits import BUTTON_LABEL, TEMPLATE
from channels.twilio.render import QUICK_REPLY, Content, Message, content_of, sound

TEXT = "twilio/text"
CATEGORY = "UTILITY"
"""What WhatsApp calls messages about something that was agreed."""
PLAIN = "news"
"""The template for whatever has none of its own: the whole text is its one fact."""
FACT = re.compile(r"\{(\w+)\}")
CODES: Mapping[str, str] = {"pt": "pt_BR"}
"""Languages that WhatsApp calls otherwise than we do."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "booked": (),
    "requested": ("accept", "decline", "other_time"),
    "accepted": (),
    "declined": (),
    "countered": ("accept", "decline", "other_time"),
    "moved": (),
    "cancelled": (),
    "restored": (),
    "reminder": ("running_late", "move_it", "cancel_it"),
    "follow_up": ("took_place", "no_show"),
    "late": (),
    "seat_offered": ("take_seat", "leave_seat"),
    PLAIN: (),
}
"""Every template, with the labels (`label.…`) of its quick replies in the order of the notice's choices."""
SAMPLES: Mapping[str, str] = {
    "what": "Intro meeting with Bob Miller",
    "who": "Bob Miller",
    "when": "Tue 24 Nov, 14:00 (Berlin time)",
    "until": "15:30",
    "text": "Bob Miller is coming to Intro meeting on Tue 24 Nov.",
}
"""What WhatsApp is shown for a fact while it makes up its mind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One text in one language."""

    news: str
    language: str
    content: Content
    facts: tuple[str, ...]
    """What its first variables stand for, in order; the tokens of its choices follow."""

    @property
    def body(self) -> str:
        """Its text, with variables."""
        (form,) = self.content.types.values()
        return str(form["body"])

    def filled(self, facts: Mapping[str, str], choices: Sequence[Choice]) -> Message | None:
        """Return it with facts and choices, None if it cannot tell them."""
        if len(choices) != len(ANSWERS[self.news]) or any(not facts.get(name) for name in self.facts):
            return None
        values = [*(facts[name] for name in self.facts), *(each.token for each in choices)]
        numbered = {str(number): sound(value) for number, value in enumerate(values, start=1)}
        fits = utf16(phrases(self.language)[f"brief.{self.news}"]) + sum(map(utf16, values)) <= TEMPLATE
        return Message(content=self.content, values=numbered) if fits else None


def template(news: str, language: str) -> Template:
    """Return the template for a piece of news in a language."""
    body = phrases(language)[f"brief.{news}"]
    facts = tuple(dict.fromkeys(FACT.findall(body)))
    places = {name: f"{{{{{number}}}}}" for number, name in enumerate(facts, start=1)}
    text = FACT.sub(lambda found: places[found[1]], body)
    labels = [_label(name, language) for name in ANSWERS[news]]
    tokens = range(len(facts) + 1, len(facts) + len(labels) + 1)
    actions = [
        {"type": "QUICK_REPLY", "title": label, "id": f"{{{{{n}}}}}"}
        for n, label in zip(tokens, labels, strict=True)
    ]
    types = {QUICK_REPLY: {"body": text, "actions": actions}} if actions else {TEXT: {"body": text}}
    samples = {str(number): SAMPLES[name] for number, name in enumerate(facts, start=1)}
    samples |= {str(number): f"1.n{place}" for place, number in enumerate(tokens, start=1)}
    content = content_of(types, CODES.get(language, language), samples, news)
    return Template(news=news, language=language, content=content, facts=facts)


def _label(name: str, language: str) -> str:
    """Return a label that fits on a quick reply."""
    whole = phrases(language)[f"label.{name}"]
    return whole if utf16(whole) <= BUTTON_LABEL else phrases(language)[f"brief.button_{name}"]


def every_template() -> Iterator[Template]:
    """Yield every template in every language."""
    for language in LANGUAGES:
        for news in ANSWERS:
            yield template(news, language)


def told_by(outgoing: Outgoing) -> Sequence[Message]:
    """Return the templates by which a notice can be told, the best first; none if it is no notice."""
    if outgoing.brief is None:
        return ()
    whole = Brief(news=PLAIN, language=outgoing.brief.language, facts={"text": outgoing.text})
    filled = [
        template(each.news, each.language).filled(each.facts, choices)
        for each, choices in ((outgoing.brief, outgoing.choices), (whole, ()))
        if each.news in ANSWERS
    ]
    return [each for each in filled if each]
