"""The pieces of a Slack message, within Slack's limits.

Text from outside must stay text: no mention, link, emoji or heading may be read from it. Slack reads none from
`plain_text`. Our own bold words need `mrkdwn`; a section is written in it only where every word from outside
is harmless there (letters, digits, plain punctuation), and as `plain_text` with the same words otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Block = dict[str, Any]

LONGEST_LABEL, LONGEST_TITLE, LONGEST_SECTION, LONGEST_FALLBACK = 75, 150, 3000, 3000
LONGEST_MESSAGE = 11_500  # Slack takes about 13,000 characters in all blocks; the rest is for buttons
MORE = "… and more; ask about one thing to see it."
_HARMLESS = re.compile(r"(?:(?!://|:[\w+-]+:|www\.)(?:[^\W_]|[ .,;:!?()\[\]'\"“”‘’…/%€$£+=–—●◐○─✓·↩✗•-]))*")
_CUT_ENTITY = re.compile(r"&[a-z]{0,4}$")


class Run(NamedTuple):
    """Words on one line; the style `*` is bold."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Piece:
    """A block with the words it shows, for the fallback text. Buttons say nothing."""

    block: Block
    says: str = ""


@dataclass(frozen=True)
class Shown:
    """A message: its blocks, and the text for notifications and screen readers."""

    blocks: list[Block]
    text: str
    too_long: bool = False


def shown(pieces: Iterable[Piece | None]) -> Shown:
    """A message of these pieces, whose fallback text says the same."""
    kept = [piece for piece in pieces if piece is not None]
    says = "\n".join(piece.says for piece in kept if piece.says)
    blocks = [piece.block for piece in kept]
    return Shown(blocks, escaped(says or "Rightside", LONGEST_FALLBACK), len(says) > LONGEST_MESSAGE)


def sentence(text: str) -> Shown:
    """A message of one sentence."""
    return shown([section([words(text, room=2500)])])


def words(text: str, *, room: int = 300, style: str = "") -> Run | None:
    """A run of words on one line, at most `room` characters long; None where there are none."""
    cut = clipped(" ".join(text.split()), room)
    return Run(cut, style) if cut else None


def section(*lines: Iterable[Run | None], room: int = 2500) -> Piece | None:
    """Lines of text. Lines beyond `room` characters in all are left out, and it says so."""
    kept: list[list[Run]] = []
    used = 0
    for line in ([run for run in line if run is not None] for line in lines):
        used += sum(len(run.text) for run in line)
        if kept and used > room:
            kept.append([Run(MORE)])
            break
        if line:
            kept.append(line)
    if not kept:
        return None
    says = "\n".join(" ".join(run.text for run in line) for line in kept)
    return Piece({"type": "section", "text": _styled(kept) or plain(says, LONGEST_SECTION)}, says)


def title(text: str) -> Piece | None:
    """A heading."""
    cut = clipped(" ".join(text.split()), LONGEST_TITLE)
    return Piece({"type": "header", "text": plain(cut, LONGEST_TITLE)}, cut) if cut else None


def called(name: str, account: str) -> str:
    """A deal's name, with the account where that says more."""
    return name if account.casefold() in name.casefold() else f"{name} · {account}"


def note(text: str, room: int = 300) -> Piece | None:
    """A small line."""
    cut = clipped(text, room)
    return Piece({"type": "context", "elements": [plain(cut, room)]}, cut) if cut else None


def quoted(text: str | None, room: int = 400) -> Piece | None:
    """Somebody's own words, letter by letter, line breaks included."""
    cut = clipped(text or "", room)
    return note(f"“{cut}”", room + 2) if cut else None


def buttons(block_id: str, *elements: Block | None) -> Piece | None:
    """A row of buttons."""
    kept = [element for element in elements if element is not None]
    return Piece({"type": "actions", "block_id": block_id, "elements": kept}) if kept else None


def button(label: str, action_id: str, value: str) -> Block:
    """One button."""
    return {"type": "button", "action_id": action_id, "text": plain(label, LONGEST_LABEL), "value": value}


def clipped(text: str, room: int) -> str:
    """The text without blank ends, at most `room` characters; an ellipsis says that some was cut."""
    text = text.strip()
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def escaped(text: str, room: int) -> str:
    """Text that Slack's markup reads as plain: no mention, no link, at most `room` characters."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe if len(safe) <= room else _CUT_ENTITY.sub("", safe[: room - 1]) + "…"


def harmless(text: str) -> bool:
    """Whether no markup can be read from this text, wherever it is shown."""
    return _HARMLESS.fullmatch(text) is not None


def _styled(lines: list[list[Run]]) -> Block | None:
    """The lines in markup; None where that is not safe, or too long once it is escaped."""
    if not all(harmless(run.text) for line in lines for run in line):
        return None
    text = "\n".join(" ".join(f"{run.style}{run.text}{run.style}" for run in line) for line in lines)
    return {"type": "mrkdwn", "text": text, "verbatim": True} if len(text) <= LONGEST_SECTION else None


def plain(text: str, room: int) -> Block:
    """A text object that no markup is read from, which is never empty."""
    return {"type": "plain_text", "text": clipped(text, room) or "…", "emoji": False}
