"""What a flow decides: the next memory, what to say, and at most one thing to look up or do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.conversation import Conversation
from bot.messages import Saying


@dataclass(frozen=True, slots=True)
class Look:
    """Something to look up before answering: a query of `core.usecases`. Read only, no transaction held."""

    query: Any
    then: str = ""
    """A note to the flow itself about what it will do with the answer."""
    note: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Do:
    """Something to do: a command of `core.usecases`, carried out in the turn's transaction."""

    command: Any
    then: str = ""
    note: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome of hearing, learning or being refused."""

    conversation: Conversation
    say: tuple[Saying, ...] = ()
    then: Look | Do | None = None

    def after(self, *sayings: Saying) -> "Decision":
        """Return it with something said before."""
        return replace(self, say=(*sayings, *self.say))
