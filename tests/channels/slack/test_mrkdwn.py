"""Texts keep their meaning on the way to Slack and back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Moment
from channels.slack.mrkdwn import escape, plain, unescape, with_moments

AT = datetime(2026, 11, 24, 13, tzinfo=UTC)


@given(st.text(max_size=200))
def test_what_is_escaped_is_read_back_as_it_was(text):
    written = escape(text)
    assert "<" not in written
    assert ">" not in written
    assert unescape(written) == text
    assert plain(written) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("<@U1> or <@U2|bob>?", "@anna or @bob?"),
        ("<#C1|general> <!here> <!subteam^S1|@team>", "#general @here @team"),
        ("<mailto:a@b.org|a@b.org>, <tel:+4930|+49 30>", "a@b.org, +4930"),
        ("see <https://x.org/a?b=1&amp;c=2>", "see https://x.org/a?b=1&c=2"),
        ("<http://example.org|example.org>", "example.org"),
        ("<https://x.org|here>", "https://x.org"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("<!date^1^{time}|ten>", "ten"),
    ],
)
def test_marks_are_read_as_they_were_meant(typed, meant):
    assert plain(typed, {"U1": "anna"}) == meant


def test_an_instant_is_shown_by_each_readers_clock_and_told_in_words_where_it_cannot_be():
    words = "Tuesday, 24 November, 14:00–14:30 (Berlin time)"
    text = f"{words} is <free>."
    moment = Moment(0, len(words), AT, AT + timedelta(minutes=30))
    written = with_moments(text, (moment,))
    assert written == (
        "<!date^1795525200^{date_long_pretty}, {time}|Tuesday, 24 November, 14:00>–"
        "<!date^1795527000^{time}|14:30 (Berlin time)> is &lt;free&gt;."
    )
    assert plain(written) == text


def test_an_instant_alone_is_one_date():
    assert with_moments("at Tue, 14:00!", (Moment(3, 10, AT),)) == (
        "at <!date^1795525200^{date_long_pretty}, {time}|Tue, 14:00>!"
    )
