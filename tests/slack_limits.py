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


def check_block(block: dict[str, Any]) -> None:
    {"section": _section, "header": _header, "actions": _actions, "context": _context, "input": _input}[block["type"]](
        block
    )


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


def _header(block: dict[str, Any]) -> None:
    _plain(block["text"], 150)


def _actions(block: dict[str, Any]) -> None:
    assert 0 < len(block["elements"]) <= 25
    actions = [element["action_id"] for element in block["elements"]]
    assert len(actions) == len(set(actions))
    for element in block["elements"]:
        assert element["type"] == "button"
        assert 0 < len(element["action_id"]) <= 255
        assert 0 < len(element["value"]) <= 2000
        _plain(element["text"], 75)


def _context(block: dict[str, Any]) -> None:
    assert 0 < len(block["elements"]) <= 10
    for element in block["elements"]:
        _plain(element, 2000)


def _input(block: dict[str, Any]) -> None:
    _plain(block["label"], 2000)
    for option in block["element"].get("options", ()):
        _plain(option["text"], 75)
        assert len(option["value"]) <= 150


def _plain(text: dict[str, Any], longest: int) -> None:
    assert text["type"] == "plain_text"
    assert text["emoji"] is False
    assert 0 < len(text["text"]) <= longest
