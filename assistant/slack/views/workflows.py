"""A deal's standing as the outputs of a workflow's step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching import advice
from assistant.slack.views.shown import escaped

if TYPE_CHECKING:
    from assistant.coaching.desk import Case

LONGEST = 2000  # characters of one output


def outputs(case: Case) -> dict[str, str]:
    """What the manifest declares, each as text that no markup is read from."""
    process, standing = case.process, case.standing
    questions = advice.open_questions(process, standing, ())
    told = {
        "stage": advice.place(process, standing, case.deal).stage,
        "open_gates": "\n".join(process.outcomes[each].statement for each in standing.open_gates) or "none",
        "last_customer_action": str(standing.last_customer_action or "not known"),
        "next_question": questions[0].ask if questions else "none",
    }
    return {name: escaped(text, LONGEST) for name, text in told.items()}
