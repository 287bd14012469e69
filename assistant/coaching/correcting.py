"""Undo, "that's wrong", and "not yet" about what was just recorded. Nothing is deleted: entries supersede."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching import recording, update
from assistant.coaching.desk import local_time
from assistant.coaching.intents import Intent, Wish, understand
from assistant.coaching.messages import LABELS, Answer
from assistant.coaching.reply import Cited, Reply
from assistant.deals.observation import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.messages import Message, Undo
    from assistant.coaching.turns import Turn
    from assistant.deals.observation import Observation


def corrects(intent: Intent, past: Sequence[Turn]) -> bool:
    """Whether a turn is about what an earlier turn of the conversation recorded."""
    if intent.wish is Wish.ANSWER:
        return intent.answer is not Answer.DONT_KNOW and any(turn.recorded for turn in past)
    return intent.wish in {Wish.UNDO, Wish.WRONG}


def take_back(desk: Desk, message: Message, intent: Intent, past: Sequence[Turn]) -> Reply:
    """Take back, or replace, what the conversation's last recording turn appended and still stands."""
    for turn in past:
        if not turn.recorded or turn.deal is None:
            continue
        case = desk.opened(message, turn.deal)
        if targets := recording.standing_entries(case.ledger, turn.recorded):
            return _corrected(desk, message, intent, case, targets)
    return desk.keep(message, Reply(sentences=(Cited(text="There is nothing in this conversation to take back."),)))


def undo(desk: Desk, wish: Undo | Message, case: Case, ids: Collection[str]) -> Reply:
    """Take back observations by id: each gets a `withdrawn` entry."""
    targets = recording.standing_entries(case.ledger, ids)
    if not targets:
        return update.record(desk, wish, case, [], note="There is nothing left to take back: it was undone already.")
    statements = "; ".join(
        dict.fromkeys(
            case.process.outcomes[each.outcome].statement for each in targets if each.outcome in case.process.outcomes
        )
    )
    note = f"Taken back: {statements}. The ledger keeps both entries; the standing is as if it had not been said."
    return update.record(desk, wish, case, recording.withdrawals(targets, wish, local_time(wish)), note=note)


def _corrected(desk: Desk, message: Message, intent: Intent, case: Case, targets: Sequence[Observation]) -> Reply:
    meant = understand(intent.rest, asked=True) if intent.rest else intent
    if meant.wish is Wish.ANSWER and meant.answer not in {None, Answer.DONT_KNOW}:
        return _replace(desk, message, case, targets[-1], meant.answer)
    if meant.wish is Wish.UPDATE and intent.rest:
        first = recording.withdrawals(targets, message, local_time(message))
        return update.news(desk, message, intent.rest, case, first=first)
    return undo(desk, message, case, [each.id for each in targets])


def _replace(desk: Desk, message: Message, case: Case, target: Observation, answer: Answer) -> Reply:
    observation = recording.said(
        message,
        local_time(message),
        target.outcome,
        Verdict(answer.value),
        source="correction",
        quote=message.text,
        supersedes=target.id,
    )
    return update.record(desk, message, case, [observation], note=f"Corrected to: {LABELS[answer].lower()}.")
