"""Twilio as its customers see it: an account with numbers, people with telephones, Contents, and messages with a life."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any

from channels.twilio import gsm
from core.ports import Clock

ACCOUNT = "AC" + "a1" * 16
TOKEN = "t0k3n-of-the-account"
WHATSAPP, SMS = "+4930111222", "+4930333444"
"""Our numbers."""
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
FORBIDDEN = re.compile(r"[\n\r\t]| {5,}")
"""What a value of a variable in a body must not have (error 21656)."""


@dataclass
class Sees:
    """A message as its reader sees it."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Title and id of each quick reply or item."""
    menu: str = ""
    """What opens the list; empty for quick replies."""
    sid: str = ""
    template: bool = False


@dataclass
class Person:
    """Somebody with a telephone."""

    number: str
    seen: list[Sees] = field(default_factory=list)
    heard_at: datetime | None = None
    """When they last wrote to us on WhatsApp."""
    opted_out: bool = False
    trouble: int = 0
    """The error that every message to them ends in."""


@dataclass
class Answer:
    """What a request is answered with."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Callback:
    """News of a message that Twilio would post."""

    url: str
    form: dict[str, str]


class Cut(Exception):
    """The connection breaks after the request was taken."""


class Refusal(Exception):
    """An error of Twilio."""

    def __init__(self, code: int, status: int = 400) -> None:
        """Remember code and HTTP status."""
        super().__init__(code)
        self.code, self.status = code, status


Check = Callable[[str, str, Mapping[str, Any], Answer], None]
"""Holds a request and its answer to the published contract: method, path, what was sent, answer."""


class Vendor:
    """The whole of it."""

    def __init__(self, clock: Clock) -> None:
        """An account with two numbers, and nobody known yet."""
        self.clock = clock
        self.people: dict[tuple[str, str], Person] = {}
        self.contents: dict[str, dict[str, Any]] = {}
        self.approvals: dict[str, dict[str, str]] = {}
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        self.callbacks: list[Callback] = []
        self.troubles: list[Answer | type[Cut]] = []
        """What the next requests for sending end in, one after the other."""
        self.check: Check | None = None
        self.approves = True
        self.window = timedelta(hours=24)
        """How long after somebody's last message WhatsApp takes free texts to them."""
        self.status = "active"
        self.webhooks: dict[str, str] = {}
        """What is called for a text message, by our number."""
        self._numbers = count(1)

    def person(self, channel: str, number: str) -> Person:
        """Return who has a number."""
        return self.people.setdefault((channel, number), Person(number))

    def sid(self, prefix: str) -> str:
        """Return a new sid."""
        return f"{prefix}{next(self._numbers):032x}"

    # -- the API ----------------------------------------------------------------------------------

    def answer(self, method: str, path: str, sent: dict[str, Any], auth: tuple[str, str] | None) -> Answer:
        """Answer a request; raise Cut where the connection breaks."""
        try:
            found = self._answer(method, path, sent, auth)
        except Refusal as refusal:
            body = {"code": refusal.code, "message": "no", "more_info": "", "status": refusal.status}
            return Answer(refusal.status, body)
        if self.check and found.status < 300:
            self.check(method, path, sent, found)
        return found

    def _answer(self, method: str, path: str, sent: dict[str, Any], auth: tuple[str, str] | None) -> Answer:
        if auth != (ACCOUNT, TOKEN):
            raise Refusal(20003, 401)
        self.requests.append((method, path, sent))
        match method, path.strip("/").split("/"):
            case "POST", ["2010-04-01", "Accounts", _, "Messages.json"]:
                return self._send(sent)
            case "GET", ["2010-04-01", "Accounts", name]:
                return Answer(200, {"sid": name.removesuffix(".json"), "status": self.status})
            case "GET", ["2010-04-01", "Accounts", _, "IncomingPhoneNumbers.json"]:
                return self._ours(sent)
            case "POST", ["v1", "Content"]:
                return self._keep(sent)
            case "GET", ["v1", "ContentAndApprovals"]:
                return self._list(sent)
            case "POST", ["v1", "Content", sid, "ApprovalRequests", "whatsapp"]:
                return self._submit(sid, sent)
            case _:
                raise Refusal(20404, 404)

    def _ours(self, sent: dict[str, Any]) -> Answer:
        found = [
            {"phone_number": number, "sms_url": url, "sms_method": "POST"}
            for number, url in self.webhooks.items()
            if number == sent.get("PhoneNumber")
        ]
        return Answer(200, {"incoming_phone_numbers": found, "page": 0, "page_size": 50})

    # -- messages ---------------------------------------------------------------------------------

    def _send(self, sent: dict[str, Any]) -> Answer:
        trouble = self.troubles.pop(0) if self.troubles else None
        if isinstance(trouble, Answer):
            return trouble
        answer = self._take(sent)
        if trouble is not None:
            raise trouble
        return answer

    def _take(self, sent: dict[str, Any]) -> Answer:
        channel, sender = _address(sent.get("From", ""))
        other, number = _address(sent.get("To", ""))
        if sender != {"whatsapp": WHATSAPP, "sms": SMS}[channel] or channel != other:
            raise Refusal(63007 if channel == "whatsapp" else 21606)
        if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
            raise Refusal(21211)
        person = self.person(channel, number)
        sees = self._compose(sent)
        if channel == "sms" and person.opted_out:
            raise Refusal(21610)
        if channel == "sms" and person.trouble in (21211, 21612, 21614):
            raise Refusal(person.trouble)
        sees.sid = self.sid("SM" if channel == "sms" else "MM")
        self._deliver(channel, person, sees, sent.get("StatusCallback", ""))
        return Answer(201, self._resource(sent, sees))

    def _deliver(self, channel: str, person: Person, sees: Sees, url: str) -> None:
        error = person.trouble
        if channel == "whatsapp" and not sees.template and not self._is_open(person):
            error = 63016
        if not error:
            person.seen.append(sees)
        ends = [("sent", 0), ("undelivered" if channel == "sms" else "failed", error)]
        if not error:
            ends = [("sent", 0), ("delivered", 0)] + ([("read", 0)] if channel == "whatsapp" else [])
        for status, code in ends:
            self.callbacks.append(
                Callback(url, self._progress(channel, person.number, sees.sid, status, code))
            )

    def _is_open(self, person: Person) -> bool:
        return person.heard_at is not None and self.clock.now() < person.heard_at + self.window

    def _compose(self, sent: dict[str, Any]) -> Sees:
        body, content_sid = sent.get("Body", ""), sent.get("ContentSid", "")
        if content_sid:
            return self._filled(content_sid, sent.get("ContentVariables", "{}"))
        if not body:
            raise Refusal(21602)
        if len(body.encode("utf-16-le")) // 2 > 1600:
            raise Refusal(21617)
        return Sees(body)

    def _filled(self, content_sid: str, variables: str) -> Sees:
        content = self.contents.get(content_sid)
        if content is None:
            raise Refusal(21655)
        try:
            values = {**content["variables"], **json.loads(variables)}
        except ValueError:
            raise Refusal(21656) from None
        if any(not value or FORBIDDEN.search(value) for value in values.values()):
            raise Refusal(21656)
        (kind, form), *_ = content["types"].items()
        sees = _shown(kind, form, lambda text: VARIABLE.sub(lambda found: values[found[1]], text))
        sees.template = self.approvals.get(content_sid, {}).get("status") == "approved"
        _require_limits(kind, sees)
        return sees

    def _resource(self, sent: dict[str, Any], sees: Sees) -> dict[str, Any]:
        now = format_datetime(self.clock.now())
        return {
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "body": sees.text,
            "date_created": now,
            "date_sent": None,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": sent.get("From"),
            "num_media": "0",
            "num_segments": str(gsm.segments(sees.text)),
            "price": None,
            "price_unit": None,
            "messaging_service_sid": None,
            "sid": sees.sid,
            "status": "queued",
            "subresource_uris": {},
            "to": sent.get("To"),
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sees.sid}.json",
        }

    def _progress(self, channel: str, number: str, sid: str, status: str, code: int) -> dict[str, str]:
        prefix = "whatsapp:" if channel == "whatsapp" else ""
        form = {
            "SmsSid": sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": prefix + {"whatsapp": WHATSAPP, "sms": SMS}[channel],
            "To": prefix + number,
        }
        return form | ({"ErrorCode": str(code)} if code else {})

    # -- contents ---------------------------------------------------------------------------------

    def _keep(self, sent: dict[str, Any]) -> Answer:
        if not sent.get("types") or not sent.get("language"):
            raise Refusal(20001)
        sid = self.sid("HX")
        now = self.clock.now().isoformat().replace("+00:00", "Z")
        self.contents[sid] = {
            "sid": sid,
            "account_sid": ACCOUNT,
            "friendly_name": sent.get("friendly_name", ""),
            "language": sent["language"],
            "variables": sent.get("variables", {}),
            "types": sent["types"],
            "date_created": now,
            "date_updated": now,
        }
        base = f"https://content.twilio.com/v1/Content/{sid}"
        return Answer(201, self.contents[sid] | {"url": base, "links": {}})

    def _list(self, sent: dict[str, Any]) -> Answer:
        size, page = int(sent.get("PageSize", 50)), int(sent.get("Page", 0))
        everything = [
            each | {"approval_requests": self.approvals.get(sid, _unsubmitted())}
            for sid, each in self.contents.items()
        ]
        shown = everything[page * size : (page + 1) * size]
        base = "https://content.twilio.com/v1/ContentAndApprovals"
        more = len(everything) > (page + 1) * size
        meta = {
            "page": page,
            "page_size": size,
            "first_page_url": f"{base}?PageSize={size}&Page=0",
            "previous_page_url": None,
            "url": f"{base}?PageSize={size}&Page={page}",
            "next_page_url": f"{base}?PageSize={size}&Page={page + 1}" if more else None,
            "key": "contents",
        }
        return Answer(200, {"contents": shown, "meta": meta})

    def _submit(self, sid: str, sent: dict[str, Any]) -> Answer:
        content = self.contents.get(sid)
        if content is None:
            raise Refusal(20404, 404)
        (kind, form), *_ = content["types"].items()
        if not re.fullmatch(r"[a-z0-9_]{1,512}", sent["name"]) or sent["category"] not in CATEGORIES:
            raise Refusal(20001)
        fault = _unapprovable(kind, form.get("body", ""))
        status = "rejected" if fault else ("approved" if self.approves else "pending")
        self.approvals[sid] = _unsubmitted() | {
            "name": sent["name"],
            "category": sent["category"],
            "content_type": kind,
            "status": status,
            "rejection_reason": fault,
        }
        return Answer(201, self.approvals[sid] | {"status": "received"})


CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")


def _address(value: str) -> tuple[str, str]:
    number = value.removeprefix("whatsapp:")
    return ("whatsapp" if number != value else "sms"), number


def _shown(kind: str, form: Mapping[str, Any], fill: Callable[[str], str]) -> Sees:
    text = fill(form["body"])
    if kind == "twilio/quick-reply":
        return Sees(text, [(fill(each["title"]), fill(each.get("id", ""))) for each in form["actions"]])
    if kind == "twilio/list-picker":
        return Sees(text, list(_items(form, fill)), menu=fill(form["button"]))
    return Sees(text)


def _items(form: Mapping[str, Any], fill: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield what stands beside each item: below its title if anything does, for that is then the whole of it."""
    for each in form["items"]:
        if len(fill(each["item"])) > 24:
            raise Refusal(63013)
        yield fill(each.get("description") or each["item"]), fill(each["id"])


def _require_limits(kind: str, sees: Sees) -> None:
    """What WhatsApp takes with buttons and lists."""
    most, label = (3, 20) if kind == "twilio/quick-reply" else (10, 72)
    titles = [title for title, _ in sees.buttons]
    ids = [each for _, each in sees.buttons]
    fine = len(titles) <= most and all(len(each) <= label for each in titles) and len(set(ids)) == len(ids)
    if not fine or any(len(each) > 200 for each in ids) or len(sees.text) > 1024 or len(sees.menu) > 20:
        raise Refusal(63013)


def _unapprovable(kind: str, body: str) -> str:
    """Return why WhatsApp rejects a template, empty if it does not."""
    if kind == "twilio/list-picker":
        return "lists cannot be approved"
    bare = VARIABLE.sub("\0", body)
    if bare.startswith("\0") or bare.endswith("\0"):
        return "begins or ends with a variable"
    if re.search("\0\\s*\0", bare):
        return "two variables beside each other"
    words = len(bare.replace("\0", " ").split())
    return "more variables than words" if words < 2 * bare.count("\0") + 1 else ""


def _unsubmitted() -> dict[str, Any]:
    return {
        "name": "",
        "category": "",
        "content_type": "",
        "status": "unsubmitted",
        "rejection_reason": "",
        "allow_category_change": True,
    }
