"""Modals: their inputs, what was filled in, and what has to be corrected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.coaching.coach import check_text
from assistant.errors import PersonError
from assistant.slack.views.shown import called, clipped, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from assistant.deals.deal import Deal
    from assistant.slack.views.shown import Block

    Values = Mapping[str, Mapping[str, Any]]  # what Slack sends: by block id, by action id

LONGEST_TITLE, LONGEST_LABEL, LONGEST_WORDS, MOST_OPTIONS = 24, 75, 3000, 100
LONGEST_LINK, LONGEST_HINT = 2000, 150
DEAL, AHEAD = "deal", "That day lies ahead; give the day on which the customer did it."


def modal(callback: str, title: str, submit: str, carried: str, blocks: Iterable[Block]) -> dict[str, Any]:
    """A modal; `carried` comes back with what is filled in."""
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": carried,
        "title": plain(title, LONGEST_TITLE),
        "submit": plain(submit, LONGEST_TITLE),
        "close": plain("Cancel", LONGEST_TITLE),
        "blocks": list(blocks),
    }


def words_input(name: str, label: str, initial: str = "", hint: str = "", *, optional: bool = False) -> Block:
    """Room for words."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "min_length": 1,
        "max_length": LONGEST_WORDS,
    }
    if kept := clipped(initial, LONGEST_WORDS):
        element["initial_value"] = kept
    return _input(name, label, element, hint, optional=optional)


def link_input(name: str, label: str) -> Block:
    """Room for one address, which may stay empty."""
    element: Block = {"type": "plain_text_input", "action_id": name, "min_length": 1, "max_length": LONGEST_LINK}
    return _input(name, label, element, optional=True)


def file_input(name: str, label: str) -> Block:
    """Room for one file, which may stay empty."""
    return _input(name, label, {"type": "file_input", "action_id": name, "max_files": 1}, optional=True)


def day_input(name: str, label: str, initial: date | None = None, hint: str = "") -> Block:
    """A day, which may stay unknown."""
    element: Block = {"type": "datepicker", "action_id": name}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return _input(name, label, element, hint, optional=True)


def choice_input(name: str, label: str, options: Mapping[str, str], initial: str) -> Block:
    """One of a few options, by their values."""
    choices = {value: _option(text, value) for value, text in options.items()}
    return _input(
        name,
        label,
        {
            "type": "static_select",
            "action_id": name,
            "options": list(choices.values()),
            "initial_option": choices[initial],
        },
    )


def deal_input(initial: Deal | None = None) -> Block:
    """One of the person's deals, looked up as they type."""
    return _input(DEAL, "Which deal?", deal_select(DEAL, initial))


def deal_select(action_id: str, initial: Deal | None = None) -> Block:
    """The element that looks deals up."""
    element: Block = {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 0,
        "placeholder": plain("Type a name", LONGEST_LABEL),
    }
    return element | ({"initial_option": deal_options([initial])[0]} if initial else {})


def deal_options(deals: Iterable[Deal]) -> list[Block]:
    """Deals to choose from, as many as Slack takes."""
    return [_option(called(deal.name, deal.account), deal.id) for deal in list(deals)[:MOST_OPTIONS]]


def written(values: Values, name: str) -> str:
    """The words of an input."""
    return _filled(values, name).get("value") or ""


def picked(values: Values, name: str) -> str | None:
    """The value of the option chosen; None where none is."""
    value = (_filled(values, name).get("selected_option") or {}).get("value")
    return str(value) if value else None


def attached(values: Values, name: str) -> str:
    """The address of the file chosen; empty where there is none."""
    files = _filled(values, name).get("files") or [{}]
    return str(files[0].get("permalink") or files[0].get("url_private") or "")


def day(values: Values, name: str) -> date | None:
    """The day chosen; None where none is."""
    chosen = _filled(values, name).get("selected_date")
    return date.fromisoformat(chosen) if chosen else None


def faults(values: Values, *, words: str, today: date) -> dict[str, str]:
    """What has to be corrected, by the input it stands in: the words of `words`, a day ahead, a deal missing."""
    found = {}
    try:
        check_text(written(values, words))
    except PersonError as error:
        found[words] = str(error)
    if (chosen := day(values, "day")) is not None and chosen > today:
        found["day"] = AHEAD
    if DEAL in values and picked(values, DEAL) is None:
        found[DEAL] = "Choose a deal."
    return found


def _filled(values: Values, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = values.get(name, {}).get(name, {})
    return found


def _option(text: str, value: str) -> Block:
    return {"text": plain(text, LONGEST_LABEL), "value": value}


def _input(name: str, label: str, element: Block, hint: str = "", *, optional: bool = False) -> Block:
    block: Block = {"type": "input", "block_id": name, "label": plain(label, LONGEST_LABEL), "element": element}
    if optional:
        block["optional"] = True
    return block | ({"hint": plain(hint, LONGEST_HINT)} if hint else {})
