"""What must be known before a booking: name, e-mail and its proof, answers to the host's questions."""

from typing import Any

from bot.decisions import Decision, Do
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.commands import CheckCode, SendCode
from core.errors import Refusal
from core.event_types import EventType, Question

NAME_MIN, NAME_MAX = 2, 100
MESSAGE_MAX = 500


def absorb(scene: Scene) -> Scene:
    """Keep every fact about the invitee that the message holds."""
    heard = scene.understood
    facts: dict[str, Any] = {}
    if heard.for_whom:
        facts["guest"] = heard.for_whom[:NAME_MAX]
    if heard.name and NAME_MIN <= len(heard.name) <= NAME_MAX:
        facts["name"] = heard.name
    if heard.email:
        facts["email"] = heard.email
    if heard.phone:
        facts["phone"] = heard.phone
    return scene.remember(**facts) if facts else scene


def told_something(scene: Scene) -> bool:
    """Say whether the message held a fact about the invitee."""
    heard = scene.understood
    return bool(heard.name or heard.email or heard.phone or heard.for_whom)


def name(scene: Scene) -> str | None:
    """Return the name to book under: the guest's, the one given here, or the person's."""
    return scene.slots.get("guest") or scene.slots.get("name") or scene.person.name


def email(scene: Scene) -> str | None:
    """Return the e-mail given here, or the person's."""
    return scene.slots.get("email") or scene.person.email


def verified(scene: Scene) -> bool:
    """Say whether the e-mail was proved: in this talk, or earlier by this person, or the channel vouches."""
    address = email(scene)
    proved = address is not None and (
        scene.slots.get("verified") == address
        or (scene.person.email_verified and scene.person.email == address)
    )
    return proved or scene.incoming.person_verified


def bare(scene: Scene, resume: tuple[Saying, ...]) -> Decision | None:
    """Answer a message that held no more than facts about the invitee, or not even the one that was asked for."""
    asked, heard = scene.conversation.asked, scene.understood
    if told_something(scene):
        return scene.decide(says("details.noted"), *resume)
    if asked in (Asked.EMAIL, Asked.WHO) and not heard.acts:
        return scene.decide(says("details.not_email"))
    if asked == Asked.CODE and not heard.acts:
        return scene.decide(says("details.not_code"), *resume)
    return None


def ask_missing(scene: Scene, flow: str, event_type: EventType, *lead: Saying) -> Decision | None:
    """Ask for what is missing next; None when everything is known."""
    known_name, known_email = name(scene), email(scene)
    if not known_name or not known_email:
        return _ask_who(scene, flow, known_name, known_email, *lead)
    question = _open_question(scene, event_type)
    if question:
        asked = scene.remember(question=str(question.id)).at(flow, "question", Asked.QUESTION)
        phrase = "details.question" if question.required else "details.question_optional"
        return asked.decide(*lead, says(phrase, question=question.text))
    if not verified(scene):
        command = SendCode(subject=scene.owner, email=known_email)
        return scene.decide(*lead, then=Do(command, f"{flow}:code_sent"))
    return None


def _ask_who(scene: Scene, flow: str, known: str | None, address: str | None, *lead: Saying) -> Decision:
    if not known and not address:
        return scene.at(flow, "who", Asked.WHO).decide(*lead, says("details.who"))
    if not known:
        return scene.at(flow, "who", Asked.NAME).decide(*lead, says("details.name"))
    phrase = "details.email_guest" if "guest" in scene.slots else "details.email"
    return scene.at(flow, "who", Asked.EMAIL).decide(*lead, says(phrase, name=known))


def _open_question(scene: Scene, event_type: EventType) -> Question | None:
    answers = scene.slots.get("answers", {})
    return next((q for q in event_type.questions if str(q.id) not in answers), None)


def answer_question(scene: Scene, event_type: EventType) -> Scene | Decision:
    """Take the message as the answer to the question that was asked."""
    asked_id = scene.slots.get("question", "")
    question = next((q for q in event_type.questions if str(q.id) == asked_id), None)
    if question is None:
        return scene.remember(question=None)
    skipped = scene.understood.has(Act.SKIP) or (
        not question.required and scene.understood.has(Act.NO, Act.UNSURE)
    )
    if skipped and question.required:
        return scene.decide(says("details.question_needed"), says("details.question", question=question.text))
    text = "" if skipped else scene.understood.text[:MESSAGE_MAX]
    return scene.remember(answers={**scene.slots.get("answers", {}), asked_id: text}, question=None)


def code_sent(scene: Scene, flow: str, ask: Saying) -> Decision:
    """Say that the code is on its way; `ask` tells what typing it will do."""
    kept = scene.remember(code_for=email(scene)).at(flow, "code", Asked.CODE)
    return kept.decide(ask)


def check_code(scene: Scene, flow: str) -> Decision:
    """Check the code that was typed."""
    command = CheckCode(
        subject=scene.owner,
        email=scene.slots.get("code_for") or email(scene) or "",
        code=scene.understood.code or "",
        person_id=scene.person.id,
    )
    return scene.decide(then=Do(command, f"{flow}:code_checked"))


def code_checked(scene: Scene, flow: str, result: Any) -> Scene | Decision:
    """Go on with the e-mail proved, or say what was wrong with the code."""
    if isinstance(result, Refusal):
        asked = scene.at(flow, "code", Asked.CODE)
        return asked.decide(says(f"refused.{result.code.value}", **dict(result.facts)))
    return scene.remember(verified=scene.slots.get("code_for"), email=scene.slots.get("code_for"))


def code_step(scene: Scene, flow: str) -> Decision | None:
    """Hear a message while a code is awaited; None if it is about something else."""
    heard = scene.understood
    if heard.code:
        return check_code(scene, flow)
    changed = heard.email and heard.email != scene.slots.get("code_for")
    if changed:
        scene = scene.remember(email=heard.email)
    if changed or heard.has(Act.REPEAT) or wants_code_again(heard.text):
        command = SendCode(subject=scene.owner, email=email(scene) or "")
        return scene.decide(then=Do(command, f"{flow}:code_sent"))
    return None


def wants_code_again(text: str) -> bool:
    """Say whether somebody asks for another code."""
    lowered = text.lower()
    return any(word in lowered for word in ("resend", "send it again", "new code", "no code", "another code"))
