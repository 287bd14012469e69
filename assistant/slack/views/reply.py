"""A reply as Slack shows it, in the order of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.messages import LABELS
from assistant.coaching.reply import Cited, Section
from assistant.coaching.turns import Rating
from assistant.slack.views import parts
from assistant.slack.views.shown import (
    LONGEST_LABEL,
    MORE,
    Block,
    Piece,
    Shown,
    button,
    buttons,
    clipped,
    note,
    plain,
    shown,
)
from assistant.slack.views.values import STATEMENT_SHOWN, Carried, carrying, rated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.coaching.reply import Choice, Found, Question, Reply

QUESTIONS, CHOICES, PROOFS, FOUND = 2, 10, 3, 6  # shown at most; the coach asks two questions and offers eight deals

MOST_BLOCKS = 50
FEEDBACK = "feedback"


def show(reply: Reply, thread: str | None = None, turn: str = "") -> Shown:
    """The whole reply, for a place whose thread (if any) the buttons carry; feedback is asked for on `turn`."""
    asked = _feedback(reply, turn)
    whole = shown([*_pieces(reply, thread), asked])
    if whole.too_long or len(whole.blocks) > MOST_BLOCKS:
        return shown([*_pieces(_shortened(reply), thread), note(MORE), asked])
    return whole


def _shortened(reply: Reply) -> Reply:
    """A reply that fits whatever its texts are: the first few of everything that has no button."""
    return reply.model_copy(
        update={
            "recorded": reply.recorded[:3],
            "sentences": reply.sentences[:2],
            "sections": () if reply.found else tuple(_briefly(each) for each in reply.sections[:8]),
            "deals": reply.deals[:3],
            "found": reply.found[:2],
            "action": None if reply.found else reply.action,
            "seller_activity": (),
        }
    )


def _briefly(section: Section) -> Section:
    lines = (Cited(text=clipped(each.text, 150), citation=clipped(each.citation, 60)) for each in section.lines[:2])
    return Section(title=clipped(section.title, 100), lines=tuple(lines))


def _pieces(reply: Reply, thread: str | None) -> Iterator[Piece | None]:
    yield note(reply.notice or "", room=300)
    yield parts.deal(reply.deal)
    yield from parts.recorded(reply.recorded)
    yield from parts.backward_moves(reply.backward_moves, reply.recorded, reply.action)
    yield from _afterwards(reply, thread)
    yield parts.sentences(reply.sentences)
    yield parts.paper(reply.paper)
    yield from _found(reply, thread)
    yield from parts.place(reply.place)
    yield from parts.sections(reply.sections)
    yield from parts.action(reply.action, reply.backward_moves)
    for number, question in enumerate(reply.questions[:QUESTIONS], 1):
        yield from parts.question(number, question)
        if reply.deal:
            yield _answers(number, question, reply.deal.id, thread)
    yield parts.seller_activity(reply.seller_activity)
    yield buttons(
        "choices", *(_choice(number, choice, thread) for number, choice in enumerate(reply.choices[:CHOICES], 1))
    )
    yield from parts.deals(reply.deals)
    yield note(_read_by(reply.reader), room=150)


def _found(reply: Reply, thread: str | None) -> Iterator[Piece | None]:
    """Claims put for confirmation, each with its button, and one for all that are shown."""
    some = reply.found[:FOUND] if reply.deal else ()
    for place, claim in enumerate(some, 1):
        yield from parts.found(place, claim)
        yield _record(reply, f"found-{place}", "Record", (claim,), thread)
    if len(some) > 1:
        yield _record(reply, "found-all", f"Record all {len(some)}", some, thread)
    if len(some) < len(reply.found):
        yield note(f"{len(reply.found) - len(some)} more come after these.")


def _record(reply: Reply, block: str, label: str, claims: Sequence[Found], thread: str | None) -> Piece | None:
    numbers = tuple(each.number for each in claims)
    about = Carried(deal=reply.deal.id if reply.deal else "", thread=thread, offer=claims[0].offer, chosen=numbers)
    value = about.packed()
    which = "all" if len(claims) > 1 else str(numbers[0])
    return buttons(block, button(label, f"record:{which}", value)) if value else None


def _answers(number: int, question: Question, deal: str, thread: str | None) -> Piece | None:
    value = Carried(deal=deal, outcome=question.outcome, thread=thread).packed()
    return (
        buttons(
            f"question-{number}", *(button(label, f"answer:{answer.value}", value) for answer, label in LABELS.items())
        )
        if value
        else None
    )


def _choice(number: int, choice: Choice, thread: str | None) -> Block | None:
    value = Carried(deal=choice.text, thread=thread).packed()
    return button(f"{number}. {choice.label}", f"choose:{number}", value) if value else None


def _afterwards(reply: Reply, thread: str | None) -> Iterator[Piece | None]:
    """*Undo*, and *Add proof* for what rests on the person's bare word."""
    if reply.deal is None:
        return
    undo = carrying(reply.deal.id, reply.undo, thread).packed() if reply.undo else None
    if reply.undo and undo is None:
        yield note("Say “undo” to take this back.")
    statements = {each.outcome: each.statement for each in reply.recorded}
    several = len(reply.proof) > 1
    yield buttons(
        "afterwards",
        button("Undo", "undo", undo) if undo else None,
        *(
            _proof(number, reply.deal.id, outcome, statements.get(outcome, ""), thread, several=several)
            for number, outcome in enumerate(reply.proof[:PROOFS], 1)
        ),
    )


def _proof(number: int, deal: str, outcome: str, statement: str, thread: str | None, *, several: bool) -> Block | None:
    carried = Carried(deal=deal, outcome=outcome, statement=clipped(statement, STATEMENT_SHOWN), thread=thread)
    value = carried.packed()
    label = f"Add proof: {statement}" if several and statement else "Add proof"
    return button(label, f"prove:{number}", value) if value else None


def _feedback(reply: Reply, turn: str) -> Piece | None:
    """Two buttons under what coaches: what is about a deal, or answers from the definitions."""
    if not turn or not (reply.deal or any(each.citation for each in reply.sentences)):
        return None
    sides = {
        side: {"text": plain(label, LONGEST_LABEL), "value": rated(value, turn)}
        for side, value, label in (
            ("positive_button", Rating.USEFUL, "Useful"),
            ("negative_button", Rating.NOT_USEFUL, "Not useful"),
        )
    }
    element = {"type": "feedback_buttons", "action_id": FEEDBACK, **sides}
    return Piece({"type": "context_actions", "block_id": FEEDBACK, "elements": [element]})


def _read_by(reader: str | None) -> str:
    if reader is None:
        return ""
    return "Read by the local reader." if reader == "local" else f"Read by {reader}."
