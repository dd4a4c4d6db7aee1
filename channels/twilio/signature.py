"""Whether a request is really Twilio's: its signature covers the address that Twilio called and all fields of the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from twilio.request_validator import (
    HMAC_SHA1,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Judges requests. The public address decides what was called: proxies may change host, scheme and port on the way."""

    base_url: str
    auth_token: str = field(repr=False)
    shared_key: str = field(default="", repr=False)
    """The secret of the key with which an account signs by SHA-256 instead; empty if it does not."""

    def holds(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        """Whether a request for a path (with its query, as it was sent) is signed; with and without the port is tried.

        Of a name that came several times all values count, where `fields` can tell them (`getall`).
        """
        algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER))
        secret = self.auth_token if algorithm == HMAC_SHA1 else self.shared_key
        given = headers.get(SIGNATURE_HEADER, "")
        if not secret or not given.isascii():
            return False
        return bool(RequestValidator(secret).validate(f"{self.base_url}{path}", fields, given, algorithm))
