"""The modals of the two shortcuts: *Record as evidence* and *Update a deal*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.deals.observation import Grade
from assistant.errors import PersonError
from assistant.slack.views import forms

if TYPE_CHECKING:
    from datetime import date

    from assistant.deals.deal import Deal

EVIDENCE, UPDATE = "record_evidence", "update_deal"
KINDS = {Grade.QUOTED.value: "The customer's own words", Grade.ARTEFACT.value: "Something they made or sent"}
CUT = "Only the beginning fits in here; upload a longer text as a file in a message to me."


class Found(BaseModel):
    """The message that a customer's words stand in."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str
    ts: str

    @classmethod
    def unpacked(cls, carried: str) -> Found:
        """The message a modal is about; `PersonError` where an older version of us made the modal."""
        try:
            return cls.model_validate_json(carried)
        except ValidationError as error:
            raise PersonError("That form is from an older version; begin again from the message.") from error


def evidence_modal(found: Found, text: str, day: date | None, deal: Deal | None) -> dict[str, Any]:
    """The form for somebody's message, filled in as far as the message tells."""
    hint = CUT if len(text.strip()) > forms.LONGEST_WORDS else ""
    blocks = [
        forms.deal_input(deal),
        forms.choice_input("kind", "What is it?", KINDS, Grade.QUOTED.value),
        forms.words_input("text", "The customer's words, without anybody else's", text, hint),
        forms.day_input("day", "On which day did they say or send it?", day),
    ]
    return forms.modal(EVIDENCE, "Record as evidence", "Read it", found.model_dump_json(), blocks)


def update_modal() -> dict[str, Any]:
    """The form for news about a deal."""
    blocks = [forms.deal_input(), forms.words_input("text", "What did the customer do?")]
    return forms.modal(UPDATE, "Update a deal", "Send", "", blocks)
