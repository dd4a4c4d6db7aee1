"""Creates the templates at Twilio, has WhatsApp asked for approval, and tells how that stands."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from channels.twilio.account import Account, Credentials, Kept
from channels.twilio.http import Http
from channels.twilio.templates import CATEGORY, Template

UNASKED = frozenset({"", "unsubmitted"})
"""States in which WhatsApp was not asked yet."""


class TemplateKeeper:
    """The templates of one account."""

    def __init__(self, account: Account) -> None:
        """Ask nothing yet."""
        self._account = account
        self._kept: dict[str, Kept] | None = None

    async def ensure(self, template: Template) -> None:
        """Create a template and ask for its approval, as far as that was not done before; raise a Fault."""
        kept = (await self._all()).get(template.content.name)
        sid = kept.sid if kept else await self._account.keep(template.content)
        if kept is None or kept.status in UNASKED:
            await self._account.submit(sid, template.content.name, CATEGORY)
            self._kept = None

    async def states(self, wanted: Sequence[Template]) -> Mapping[str, Kept]:
        """Return how templates stand, by the names of their Contents; without a sid those that are not there. Raise a Fault."""
        kept = await self._all()
        return {each.content.name: kept.get(each.content.name) or _missing(each) for each in wanted}

    async def _all(self) -> dict[str, Kept]:
        if self._kept is None:
            self._kept = {each.name: each for each in await self._account.contents()}
        return self._kept


def _missing(template: Template) -> Kept:
    return Kept(sid="", name=template.content.name, language=template.content.language)


@asynccontextmanager
async def keeping(credentials: Credentials, http: Http | None = None) -> AsyncIterator[TemplateKeeper]:
    """Lend the keeper of an account's templates; `http` stands in for the usual way to Twilio."""
    account = Account(credentials, http)
    try:
        yield TemplateKeeper(account)
    finally:
        await account.close()
