"""What a message uses up of what its network takes: the turnstiles that it passes."""

from bot.messages import Address
from bot.ports import Pace
from bot.post import Turnstile

MINUTE = 60.0
BURST_OF_ACCOUNT = 8
"""So many parts of what an account takes in a second make up what may come at once."""
BURST_OF_GROUP = 4
"""The same of what a group takes in a minute."""


def turnstiles(address: Address, pace: Pace) -> tuple[Turnstile, ...]:
    """Return the turnstiles of a message, always in this order: its account's, its chat's."""
    return tuple(each for each in (_of_account(address, pace), _of_chat(address, pace)) if each)


def account(address: Address) -> Turnstile:
    """Return the turnstile of the whole account over which a message goes."""
    return Turnstile(channel=address.channel, account=address.account)


def chat(address: Address) -> Turnstile:
    """Return the turnstile of the chat to which a message goes."""
    return Turnstile(channel=address.channel, account=address.account, room=address.chat)


def _of_account(address: Address, pace: Pace) -> Turnstile | None:
    if not pace.a_second:
        return None
    every, slack = _limit(pace.a_second, 1.0, BURST_OF_ACCOUNT)
    return Turnstile(channel=address.channel, account=address.account, every=every, slack=slack)


def _of_chat(address: Address, pace: Pace) -> Turnstile | None:
    in_group = address.chat != address.room and pace.a_minute_in_group
    every, slack = _limit(pace.a_minute_in_group, MINUTE, BURST_OF_GROUP) if in_group else (0.0, 0.0)
    if not every and not pace.between:
        return None
    return Turnstile(
        channel=address.channel,
        account=address.account,
        room=address.chat,
        every=every,
        slack=slack,
        between=pace.between,
    )


def _limit(most: float, seconds: float, parts: int) -> tuple[float, float]:
    """Return `every` and `slack` of a turnstile that never lets more than `most` through in any so many seconds.

    With `burst` at once and one more every `every` seconds, at most `seconds / every + burst - 1` pass in a stretch of `seconds`.
    """
    burst = max(1.0, most // parts)
    every = seconds / (most - burst + 1)
    return every, (burst - 1) * every
