"""The one act by which a message is scored."""

from bot.understood import Act, Asked, Understood

_INTENTS = {
    Act.PICK: "accept",
    Act.ANY: "unsure",
    Act.WHY_NOT: "query_availability",
    Act.START_OVER: "repeat",
    Act.UNDO: "cancel",
}
_COURTESY = (Act.YES, Act.NO, Act.GREET, Act.THANKS, Act.GOODBYE)
_CORRECTIONS = {Act.PROPOSE_TIME, Act.RESCHEDULE, Act.BOOK, Act.INFORM}
_KNOWN = {
    "book", "propose_time", "accept", "decline", "correct", "reschedule", "cancel", "query_availability", "query_bookings",
    "query_time", "ask_details", "request_alternatives", "inform", "block_time", "set_reminder", "yes", "no", "unsure", "repeat",
    "stop", "greet", "thanks", "goodbye", "help", "human", "out_of_scope",
}  # fmt: skip


def intent_of(found: Understood, asked: Asked = Asked.NOTHING) -> str:
    """Return the one intent that a message is scored by: its main act, seen from what was asked."""
    main = [act for act in found.acts if act not in _COURTESY] or list(found.acts)
    if not main:
        return "out_of_scope"
    if asked is Asked.CONFIRM and main[0] in _CORRECTIONS:
        return "correct"
    if asked is Asked.OFFER and main == [Act.YES]:
        return "accept"
    name = _INTENTS.get(main[0], str(main[0]))
    return name if name in _KNOWN else "inform"
