"""The modal in which proof is added to something recorded on the person's bare word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.deals.observation import Grade
from assistant.slack.views import forms
from assistant.slack.views.shown import section, words

if TYPE_CHECKING:
    from datetime import date

    from assistant.slack.views.values import Carried

CALLBACK = "proof"
KINDS = {
    Grade.QUOTED: "The customer's own words: who said what",
    Grade.ARTEFACT: "Something they made or sent: paste it, or its link",
}


def proof_modal(carried: Carried) -> dict[str, Any]:
    """The modal for one outcome. What it is about travels in `private_metadata`."""
    about = section([words(carried.statement or "", style="*")])
    blocks = [
        *([about.block] if about else []),
        forms.choice_input("kind", "What is it?", {each.value: text for each, text in KINDS.items()}, Grade.QUOTED),
        forms.words_input("quote", "Their words, or what they sent"),
        forms.day_input("day", "On which day? (leave it empty if you do not know)"),
    ]
    return forms.modal(CALLBACK, "Add proof", "Add", carried.packed() or "", blocks)


def filled(values: forms.Values) -> tuple[Grade, str, date | None]:
    """What was filled in: the grade, the words, and the day where it is known."""
    return Grade(forms.picked(values, "kind") or Grade.QUOTED), forms.written(values, "quote"), forms.day(values, "day")
