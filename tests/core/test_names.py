"""Names for links and e-mail addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.names import RESERVED, is_email, slug, slug_fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Berg", "anna-berg"),
        ("  Zoë   Müller-Strauß ", "zoe-muller-strauss"),
        ("Łukasz Ørsted", "lukasz-orsted"),
        ("O'Neill & Sons!", "o-neill-sons"),
        ("İrem", "irem"),
        ("李雷", ""),
        ("🎉", ""),
        ("--", ""),
    ],
)
def test_names_become_words_of_ascii(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=200), st.integers(1, 50))
def test_every_text_becomes_an_allowed_name_or_nothing(text: str, longest: int) -> None:
    made = slug(text, longest)
    assert len(made) <= longest
    assert made == "" or slug_fault(made) in (None, "reserved")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("anna", None),
        ("a-1", None),
        ("a" * 50, None),
        ("", "length"),
        ("a" * 51, "length"),
        ("Anna", "characters"),
        ("anna_b", "characters"),
        ("-anna", "characters"),
        ("anna-", "characters"),
        ("an--na", "characters"),
        ("anna\n", "characters"),
        ("ännä", "characters"),
    ],
)
def test_what_a_link_may_be_called(name: str, fault: str | None) -> None:
    assert slug_fault(name) == fault


@pytest.mark.parametrize(
    "word", ["api", "chat", "try", "outbox", "healthz", "readyz", "metrics", "b", "static", "admin"]
)
def test_words_that_pages_need_are_reserved(word: str) -> None:
    assert word in RESERVED
    assert slug_fault(word) == "reserved"


@pytest.mark.parametrize(
    "text", ["a@b.example", "first.last+tag@mail.example.org", "ü@ü.example", "x_y-z@a-b.io"]
)
def test_addresses_that_can_be(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "@", "a@", "@b.c", "a@b", "a@@b.c", "a b@c.d", "a@b..c", ".a@b.c", "a.@b.c", "a..b@c.d", "a@.b.c",
        "a@b.c.", "a@b.c\n", "a@b.c\r\nBcc: x@y.z", "<a@b.c>", "a@b.c,d@e.f", '"a"@b.c', "a@b.c\0", "a" * 65 + "@b.c",
        "a@" + "b" * 250 + ".c",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be(text: str) -> None:
    assert not is_email(text)
