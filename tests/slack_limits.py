"""Slack's limits of a message and a modal, as a check that fails."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_TEXT = 13_200  # characters of all blocks together that Slack still takes


def check_message(blocks: list[dict[str, Any]], text: str) -> None:
    """At most 50 blocks, each within its own limits, and a fallback text that no markup can hide in."""
    assert 0 < len(blocks) <= 50
    assert 0 < len(text) <= 4000
    assert "<" not in text
    assert ">" not in text
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert all(0 < len(each) <= 255 for each in ids)
    assert sum(len(each) for block in blocks for each in texts(block)) <= ALL_TEXT
    for block in blocks:
        check_block(block)
    json.dumps(blocks).encode()


def check_view(view: dict[str, Any]) -> None:
    """A modal or a Home tab: at most 100 blocks, each within its own limits; nothing in it is too long to carry."""
    blocks = view["blocks"]
    assert 0 < len(blocks) <= 100
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in blocks:
        check_block(block)
    if view["type"] == "modal":
        assert 0 < len(view["callback_id"]) <= 255
        assert len(view["private_metadata"]) <= 3000
        for name in ("title", "submit", "close"):
            _plain(view[name], 24)
    assert len(json.dumps(view)) <= 250_000


def check_block(block: dict[str, Any]) -> None:
    kinds = {
        "section": _section,
        "header": _header,
        "actions": _actions,
        "context": _context,
        "context_actions": _feedback,
        "input": _input,
    }
    kinds[block["type"]](block)


def texts(part: dict[str, Any], kind: str | None = None) -> Iterator[str]:
    """Every text of a block, labels included; of one kind of text object where that is given."""
    for value in part.values():
        if isinstance(value, dict):
            yield from texts(value, kind)
        elif isinstance(value, list):
            for each in value:
                yield from texts(each, kind)
    if isinstance(part.get("text"), str) and kind in {None, part["type"]}:
        yield part["text"]


def _section(block: dict[str, Any]) -> None:
    text = block["text"]
    if text["type"] == "mrkdwn":
        assert text["verbatim"] is True
        assert 0 < len(text["text"]) <= 3000
        assert not re.search(r"[<>&`~@#\\|]|://|^\s*$|:\w+:", text["text"])
    else:
        _plain(text, 3000)
    if "accessory" in block:
        _button(block["accessory"])


def _header(block: dict[str, Any]) -> None:
    _plain(block["text"], 150)


def _actions(block: dict[str, Any]) -> None:
    assert 0 < len(block["elements"]) <= 25
    actions = [element["action_id"] for element in block["elements"]]
    assert len(actions) == len(set(actions))
    for element in block["elements"]:
        if element["type"] == "external_select":
            _select(element)
        else:
            _button(element)


def _feedback(block: dict[str, Any]) -> None:
    assert 0 < len(block["elements"]) <= 5
    for element in block["elements"]:
        assert element["type"] == "feedback_buttons"
        assert 0 < len(element["action_id"]) <= 255
        for name in ("positive_button", "negative_button"):
            _plain(element[name]["text"], 75)
            assert 0 < len(element[name]["value"]) <= 2000


def _button(element: dict[str, Any]) -> None:
    assert element["type"] == "button"
    assert 0 < len(element["action_id"]) <= 255
    assert 0 < len(element["value"]) <= 2000
    _plain(element["text"], 75)


def _select(element: dict[str, Any]) -> None:
    options = element.get("options", [])
    assert len(options) <= 100
    for option in [*options, *([element["initial_option"]] if "initial_option" in element else [])]:
        _plain(option["text"], 75)
        assert 0 < len(option["value"]) <= 150
    if "placeholder" in element:
        _plain(element["placeholder"], 150)


def _context(block: dict[str, Any]) -> None:
    assert 0 < len(block["elements"]) <= 10
    for element in block["elements"]:
        _plain(element, 2000)


def _input(block: dict[str, Any]) -> None:
    _plain(block["label"], 2000)
    if "hint" in block:
        _plain(block["hint"], 2000)
    element = block["element"]
    assert 0 < len(element["action_id"]) <= 255
    if element["type"].endswith("select"):
        _select(element)
    if element["type"] == "file_input":
        assert 1 <= element["max_files"] <= 10
    if "initial_value" in element:
        assert element["min_length"] <= len(element["initial_value"]) <= element["max_length"] <= 3000


def _plain(text: dict[str, Any], longest: int) -> None:
    assert text["type"] == "plain_text"
    assert text["emoji"] is False
    assert 0 < len(text["text"]) <= longest
