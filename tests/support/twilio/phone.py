"""Somebody's telephone: what Twilio posts to us when they write, and what they see."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from tests.support.twilio.vendor import ACCOUNT, SMS, TOKEN, WHATSAPP, Sees, Vendor

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Phone:
    """A telephone on one network."""

    vendor: Vendor
    channel: str
    number: str
    read: int = field(default=0)
    """How much of what was seen was read."""

    def says(self, text: str, **more: str) -> dict[str, str]:
        """Return the form that Twilio posts for a text."""
        person = self.vendor.person(self.channel, self.number)
        sid = self.vendor.sid("SM")
        form = {
            "ToCountry": "DE",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": text,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
        }
        if self.channel == "sms":
            self._carrier(text)
            return form | {"From": self.number, "To": SMS, "FromCountry": "DE"} | more
        person.heard_at = self.vendor.clock.now()
        return (
            form
            | {
                "From": f"whatsapp:{self.number}",
                "To": f"whatsapp:{WHATSAPP}",
                "WaId": self.number[1:],
                "MessageType": "text",
                "ReferralNumMedia": "0",
            }
            | more
        )

    def taps(self, token: str) -> dict[str, str]:
        """Return the form for a tap on something that is or was to be seen."""
        person = self.vendor.person(self.channel, self.number)
        for seen in reversed(person.seen):
            for title, shown in seen.buttons:
                if shown == token:
                    return self._tapped(seen, title[:24] if seen.menu else title, token)
        raise AssertionError(f"there is nothing to tap that means {token}")

    def _tapped(self, seen: Sees, title: str, token: str) -> dict[str, str]:
        if seen.menu:
            more = {"ListTitle": title, "ListId": token}
        else:
            more = {"ButtonText": title, "ButtonPayload": token}
        kind = {"MessageType": "interactive", "OriginalRepliedMessageSid": seen.sid}
        return self.says(title, **more, **kind)

    def unread(self) -> list[Sees]:
        """Return what was seen since this was last asked."""
        seen = self.vendor.person(self.channel, self.number).seen
        fresh, self.read = seen[self.read :], len(seen)
        return fresh

    def _carrier(self, text: str) -> None:
        """Do what carriers do by themselves with text messages."""
        person = self.vendor.person(self.channel, self.number)
        word = text.strip().lower()
        if word in {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}:
            person.opted_out = True
        if word in {"start", "unstop", "yes"}:
            person.opted_out = False


def signed(url: str, form: dict[str, str], token: str = TOKEN) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a request that Twilio makes to an address."""
    signature = RequestValidator(token).compute_signature(url, form)
    return urlencode(form).encode(), FORM | {"X-Twilio-Signature": signature}
