"""Logs: one JSON object a line, from libraries too, and nothing private."""

import json
import logging

import pytest
import structlog

from bot.logs import bound_contextvars, configure


@pytest.fixture(autouse=True)
def as_before():
    """Leave logging as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_carries_its_level_its_keys_and_those_of_the_turn(capsys: pytest.CaptureFixture[str]):
    configure()
    with bound_contextvars(turn="webchat:1"):
        structlog.get_logger("bot.test").info("turn", micros=12)
    (line,) = lines(capsys)
    assert line.items() >= {"event": "turn", "level": "info", "micros": 12, "turn": "webchat:1"}.items()
    assert str(line["timestamp"]).endswith("Z")


def test_private_fields_never_reach_a_log(capsys: pytest.CaptureFixture[str]):
    configure()
    nested = {"email": "hush", "channel": "webchat"}
    structlog.get_logger("bot.test").info("said", text="hush", token="hush", phone="hush", where=nested)
    (line,) = lines(capsys)
    assert "hush" not in json.dumps(line)
    assert line["where"] == {"channel": "webchat"}


def test_libraries_log_the_same_way(capsys: pytest.CaptureFixture[str]):
    configure()
    logging.getLogger("aiohttp.server").error("bad %s", "request")
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("bad request", "error", "aiohttp.server")


def test_an_exception_stays_on_its_line(capsys: pytest.CaptureFixture[str]):
    configure()
    try:
        int("no such thing")
    except ValueError:
        structlog.get_logger("bot.test").exception("failed")
    (line,) = lines(capsys)
    assert "ValueError: invalid literal" in str(line["exception"])


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]):
    configure("warning")
    structlog.get_logger("bot.test").info("small")
    logging.getLogger("apscheduler.scheduler").info("smaller")
    assert lines(capsys) == []


def test_for_people_it_is_plain_text(capsys: pytest.CaptureFixture[str]):
    configure(style="text")
    structlog.get_logger("bot.test").info("turn", micros=12)
    assert "micros=12" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "logged"),
    [
        ("webchat:Zk3_9-aPq0123456789xyz:0123456789abcdef", "webchat:Zk3_9-…:012345…"),
        (
            "reply:webchat:Zk3_9-aPq0123456789xyz:@anna/intro:start",
            "reply:webchat:Zk3_9-…:@anna/intro:start",
        ),
        ("lapse:webchat||Zk3_9-aPq0123456789xyz|@anna:3", "lapse:webchat||Zk3_9-…|@anna:3"),
        (
            "due:6f1f3f0e-5a4c-4f0e-9f0e-0123456789ab:0:remind:120",
            "due:6f1f3f0e-5a4c-4f0e-9f0e-0123456789ab:0:remind:120",
        ),
        ("mail:ann.lee+x@example.org", "mail:…@…"),
        ("lapse:sms|+4930111222|+4915112345678|:3", "lapse:sms|+49…|+49…|:3"),
    ],
)
def test_a_key_is_logged_without_what_opens_a_talk(capsys: pytest.CaptureFixture[str], key: str, logged: str):
    configure()
    structlog.get_logger("bot.test").info("turn", key=key, where={"lane": key})
    (line,) = lines(capsys)
    assert (line["key"], line["where"]) == (logged, {"lane": logged})


def test_an_address_of_a_mailbox_is_masked_wherever_it_is(capsys: pytest.CaptureFixture[str]):
    configure()
    logging.getLogger("aiosmtplib").warning("Recipient %s refused", "<bob@example.org>")
    odd = {"seen": ["bob@example.org", 7], "error": ValueError("bob@example.org"), "link": "http://x/@anna"}
    structlog.get_logger("bot.test").info("odd", **odd)
    first, second = lines(capsys)
    assert first["event"] == "Recipient <…@…> refused"
    assert (second["seen"], second["error"], second["link"]) == (["…@…", 7], "…@…", "http://x/@anna")


def test_the_values_of_a_refused_row_are_not_logged(capsys: pytest.CaptureFixture[str]):
    configure()
    rows = "null value\nDETAIL:  Failing row contains (hush,\nhush).\n[SQL: INSERT]"
    structlog.get_logger("bot.test").error("failed", exception=rows)
    (line,) = lines(capsys)
    assert line["exception"] == "null value\nDETAIL: …\n[SQL: INSERT]"


@pytest.mark.parametrize("style", ["json", "text"])
def test_a_traceback_holds_no_local_variables(capsys: pytest.CaptureFixture[str], style: str):
    configure(style=style)
    said = "".join(("hu", "sh"))
    try:
        int(said[:0])
    except ValueError:
        structlog.get_logger("bot.test").exception("failed")
        logging.getLogger("aiohttp.server").exception("failed")
    logged = capsys.readouterr().err
    assert logged.count("ValueError: invalid literal") == 2
    assert "hush" not in logged


def test_libraries_that_repeat_what_was_said_or_the_token_are_silent(capsys: pytest.CaptureFixture[str]):
    configure("debug")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot123:hush/getMe")
    logging.getLogger("httpcore.connection").debug("hush")
    logging.getLogger("telegram.Bot").critical("Received data was %r", "hush")
    logging.getLogger("telegram.request").error("hush")
    assert lines(capsys) == []
