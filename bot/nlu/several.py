"""What hosts say about several people, read last: whole sentences that name teams, colleagues, polls or waiting lists."""

from dataclasses import replace

from bot.nlu.gathering import about_gathering
from bot.nlu.phrasing import Heard
from bot.nlu.sharing import about_sharing
from bot.nlu.teams import about_teams
from bot.understood import Act, Asked, Hearing, Understood

_FREE_TEXT = {Asked.QUESTION, Asked.TITLE, Asked.REASON, Asked.CODE}
LONGEST = 400
"""Characters above which a message is not read as a sentence about several people."""


def several(found: Understood, hearing: Hearing) -> Understood:
    """Read what a host says about several people; what was read before stays where nothing of it is said."""
    if not hearing.is_host or hearing.asked in _FREE_TEXT or not found.text or len(found.text) > LONGEST:
        return found
    heard = Heard(found=found, titles=hearing.event_titles)
    together = about_gathering(heard) or about_sharing(heard) or about_teams(heard)
    if together is None:
        return found
    kept = tuple(act for act in found.acts if act in (Act.YES, Act.THANKS))
    return replace(
        found,
        acts=(*kept, Act.TOGETHER),
        confidence=1.0,
        together=together,
        pick=None,
        name=None,
        topic="",
        shift=None,
        person_words="",
    )
