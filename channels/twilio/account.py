"""Our account at Twilio: sends messages, keeps Contents. Every error comes out as one of our faults."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from channels.twilio.http import Http
from channels.twilio.render import Content, Message
from core.errors import Transient

API_HOST, CONTENT_HOST = "api.twilio.com", "content.twilio.com"
PAGE = 500
"""Contents that are read at a time."""
NOTHING_SET = {"TWILIO": ""}
"""What the client reads instead of the environment, which has one reader only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who we are at Twilio, and where Twilio is."""

    account_sid: str
    auth_token: str = field(repr=False)
    api_url: str
    content_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A Content as Twilio keeps it."""

    sid: str
    name: str
    language: str
    status: str = ""
    """How its approval for WhatsApp stands: `approved`, `pending`, `rejected`, `unsubmitted`, …"""
    reason: str = ""
    """Why it was rejected."""


@dataclass(frozen=True, slots=True)
class OurNumber:
    """What Twilio calls when a text message comes for a number of ours."""

    url: str
    method: str


class Account:
    """One account, by Twilio's own client."""

    def __init__(self, credentials: Credentials, http: Http | None = None) -> None:
        """Connect to nothing yet; `http` stands in for the usual way to Twilio."""
        origins = {API_HOST: credentials.api_url, CONTENT_HOST: credentials.content_url}
        self._http = http or Http(origins)
        self._client = Client(
            credentials.account_sid,
            credentials.auth_token,
            http_client=self._http,
            environment=NOTHING_SET,
        )

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()

    async def send(self, message: Message, sender: str, to: str, callback: str, content_sid: str = "") -> str:
        """Send a message between addresses such as `whatsapp:+49…`; news of it comes to `callback`. Return its sid; raise a Fault."""
        what: dict[str, Any] = {"body": message.body}
        if content_sid:
            values = json.dumps(dict(message.values), ensure_ascii=False)
            what = {"content_sid": content_sid, "content_variables": values}
        with _faults():
            sent = await self._client.messages.create_async(
                to=to, from_=sender, status_callback=callback, **what
            )
        if not sent.sid:
            raise Transient("Twilio did not say what it made of a message")
        return str(sent.sid)

    async def state(self) -> str:
        """Return how the account stands: `active`, `suspended` or `closed`; raise a Fault."""
        with _faults():
            found = await self._client.api.v2010.accounts(self._client.username).fetch_async()
        return str(found.status)

    async def number(self, number: str) -> "OurNumber | None":
        """Return what is set for a number (E.164) of the account, None if it has none such; raise a Fault."""
        with _faults():
            found = await self._client.incoming_phone_numbers.list_async(phone_number=number, limit=1)
        return OurNumber(str(found[0].sms_url or ""), str(found[0].sms_method or "")) if found else None

    async def contents(self) -> Sequence[Kept]:
        """Return every Content of the account, with how its approval stands; raise a Fault."""
        with _faults():
            found = await self._client.content.v1.content_and_approvals.list_async(page_size=PAGE)
        return [_kept(each) for each in found]

    async def keep(self, content: Content) -> str:
        """Have a Content kept; return its sid; raise a Fault."""
        request = ContentList.ContentCreateRequest(
            {
                "friendly_name": content.name,
                "language": content.language,
                "variables": dict(content.samples),
                "types": dict(content.types),
            }
        )
        with _faults():
            made = await self._client.content.v1.contents.create_async(request)
        return str(made.sid)

    async def submit(self, sid: str, name: str, category: str) -> str:
        """Ask WhatsApp to approve a Content under a name; return how that stands; raise a Fault."""
        request = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": category})
        with _faults():
            asked = await self._client.content.v1.contents(sid).approval_create.create_async(request)
        return str(asked.status)


@contextmanager
def _faults() -> Iterator[None]:
    """Turn an answer that Twilio's client cannot read into a fault; its text is left behind, for it may repeat what was said."""
    try:
        yield
    except (TwilioException, ValueError, KeyError, TypeError) as error:
        raise Transient(f"Twilio's answer cannot be read ({type(error).__name__})") from None


def _kept(found: Any) -> Kept:
    approval: Mapping[str, Any] = found.approval_requests or {}
    return Kept(
        sid=str(found.sid),
        name=str(found.friendly_name or ""),
        language=str(found.language or ""),
        status=str(approval.get("status") or ""),
        reason=str(approval.get("rejection_reason") or ""),
    )
