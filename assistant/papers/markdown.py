"""A paper as Markdown. Text from outside stays text: no sign in it is taken for markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching.paper import Bullets, Heading, Picture, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.coaching.paper import Block, Paper

_MARKUP = re.compile(r"([\\`*_\[\]<>|~])|^(\s*)([#+-]|\d+[.)])(?=\s)")


def markdown(paper: Paper) -> str:
    """The text, with a picture as its description in words."""
    parts = [f"# {_plain(paper.title)}", *("\n".join(_lines(block)) for block in paper.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {_plain(block.text)}"
        case Bullets():
            yield from (f"- {_plain(item)}" for item in block.items)
        case Table():
            yield _row(block.head)
            yield _row(["---"] * len(block.head), raw=True)
            yield from (_row(row) for row in block.rows)
        case Picture():
            yield f"*{_plain(block.described)}*"
        case _:
            yield _plain(block.text)


def _row(cells: Sequence[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else _plain(cell) for cell in cells)} |"


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda sign: f"\\{sign[1]}" if sign[1] else f"{sign[2]}\\{sign[3]}", text)
