"""Google's tokens: renewed with the refresh token, and given back."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from google.auth.exceptions import RefreshError
from google.oauth2.reauth import refresh_grant

from core.errors import Fault, Revoked, Transient
from core.ports import Clock
from core.ports.calendars import Renewed
from integrations.calendars.google.config import GoogleConfig
from integrations.calendars.google.faults import fault_of, reason_in
from integrations.calendars.google.wire import Answer, Wire

WELL_KNOWN = "/.well-known/openid-configuration"
FORM = {"content-type": "application/x-www-form-urlencoded"}
USUAL_LIFE = 3600.0
"""Seconds for which a token is taken to hold if Google does not say."""


class Tokens:
    """Renews and gives back; all of it blocks."""

    def __init__(self, config: GoogleConfig, wire: Wire, clock: Clock) -> None:
        """Nothing is asked before it is needed."""
        self._config, self._wire, self._clock = config, wire, clock
        self._endpoint = ""

    def renew(self, secrets: Mapping[str, str]) -> Renewed:
        """Return new tokens; raise Revoked if Google gives none any more, Transient for any other reason."""
        refresh = secrets.get("refresh_token", "")
        if not refresh:
            raise Revoked("there is no refresh token")
        config = self._config
        try:
            access, kept, _, said, _ = refresh_grant(  # type: ignore[no-untyped-call]
                Once(self._wire, self._clock),
                self.endpoint(),
                refresh,
                config.client_id,
                config.client_secret,
            )
            life = timedelta(seconds=min(float(said.get("expires_in", USUAL_LIFE)), 10 * USUAL_LIFE))
        except RefreshError as error:
            raise _refused(error) from None
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            raise Transient("Google's tokens cannot be read") from None
        found = {**secrets, "access_token": str(access), "refresh_token": str(kept)}
        return Renewed(secrets=found, expires_at=self._clock.now() + life)

    def revoke(self, secrets: Mapping[str, str]) -> None:
        """Give the permission back; one that is withdrawn already is no fault."""
        token = secrets.get("refresh_token") or secrets.get("access_token") or ""
        if not token:
            return
        body = urlencode({"token": token})
        answer = self._wire.exchange(self._config.revoke_url, "POST", body, FORM)
        if answer.status >= 300 and not (answer.status == 400 and reason_in(answer.data) == "invalid_token"):
            raise fault_of(answer.status, answer.headers, answer.data, self._clock)

    def endpoint(self) -> str:
        """Return where tokens are renewed, as the issuer says; raise a Fault if it does not say."""
        if not self._endpoint:
            _, body = self._wire.request(self._config.issuer + WELL_KNOWN)
            self._endpoint = _endpoint_in(body)
        return self._endpoint


class Once:
    """A transport for google-auth that asks once: whether and when to try again is not its own to decide."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        """Nothing was asked yet."""
        self._wire, self._clock, self._asked = wire, clock, False

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_others: Any,
    ) -> Answer:
        """Ask; raise a Fault for what may pass by itself."""
        if self._asked:
            raise Transient("Google cannot renew the token now")
        self._asked = True
        answer = self._wire.exchange(url, method, body, headers or {})
        if answer.status >= 500 or answer.status in {408, 429}:
            raise fault_of(answer.status, answer.headers, answer.data, self._clock)
        return answer


def _refused(error: RefreshError) -> Fault:
    said = error.args[1] if len(error.args) > 1 else {}
    code = said.get("error") if isinstance(said, Mapping) else ""
    if code == "invalid_grant":
        return Revoked("Google renews the permission no more")
    known = code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else "no reason"
    return Transient(f"Google did not renew the token ({known})")


def _endpoint_in(body: bytes) -> str:
    try:
        found = json.loads(body)["token_endpoint"]
    except (ValueError, LookupError, TypeError, RecursionError):
        found = ""
    if not isinstance(found, str) or not re.match(r"https?://[^/\s]", found):
        raise Transient("Google does not say where tokens are renewed")
    return found
