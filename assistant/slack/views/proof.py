"""The modal in which proof is added to something recorded on the person's bare word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.deals.observation import Grade
from assistant.slack.views.shown import clipped, section, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.slack.views.shown import Block
    from assistant.slack.views.values import Carried

CALLBACK = "proof"
KINDS = {
    Grade.QUOTED: "The customer's own words: who said what",
    Grade.ARTEFACT: "Something they made or sent: paste it, or its link",
}


def proof_modal(carried: Carried) -> dict[str, Any]:
    """The modal for one outcome. What it is about travels in `private_metadata`."""
    about = section([words(carried.statement or "", style="*")])
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": carried.packed() or "",
        "title": _plain("Add proof"),
        "submit": _plain("Add"),
        "close": _plain("Cancel"),
        "blocks": [
            *([about.block] if about else []),
            _input(
                "kind",
                "What is it?",
                {
                    "type": "static_select",
                    "action_id": "kind",
                    "options": [_option(grade) for grade in KINDS],
                    "initial_option": _option(Grade.QUOTED),
                },
            ),
            _input(
                "quote",
                "Their words, or what they sent",
                {
                    "type": "plain_text_input",
                    "action_id": "quote",
                    "multiline": True,
                    "min_length": 1,
                    "max_length": 3000,
                },
            ),
            {
                **_input(
                    "day",
                    "On which day? (leave it empty if you do not know)",
                    {"type": "datepicker", "action_id": "day"},
                ),
                "optional": True,
            },
        ],
    }


def filled(values: Mapping[str, Mapping[str, Any]]) -> tuple[Grade, str, str | None]:
    """What was filled in: the grade, the words, and the day as YYYY-MM-DD or None."""
    kind = values["kind"]["kind"].get("selected_option") or {}
    return (
        Grade(kind.get("value", Grade.QUOTED)),
        values["quote"]["quote"].get("value") or "",
        values["day"]["day"].get("selected_date"),
    )


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": clipped(text, 75), "emoji": False}


def _option(grade: Grade) -> Block:
    return {"text": _plain(KINDS[grade]), "value": grade.value}


def _input(name: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": name, "label": _plain(label), "element": element}
