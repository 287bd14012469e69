"""What somebody thought of a reply, kept with the reader whose work it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.reply import Reply
from assistant.coaching.turns import Feedback, Rating
from assistant.errors import PersonError

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.coaching.desk import Desk


def rated(desk: Desk, organisation: str, person: str, turn: str, value: Rating, at: datetime) -> Feedback:
    """Keep a person's word on a turn's reply; a second one takes the place of the first.

    `PersonError` where there is no such turn, or it is about a deal that the person may not see.
    """
    found = desk.turns.get(organisation, turn)
    if found is None or (found.deal is None and found.person != person):
        raise PersonError("That answer is no longer kept.")
    if found.deal is not None:
        desk.deal(organisation, person, found.deal)
    reader = Reply.model_validate_json(found.reply or "{}").reader or ""
    feedback = Feedback(turn=turn, person=person, deal=found.deal, value=value, at=at, reader=reader)
    desk.feedback.keep(organisation, feedback)
    return feedback
