"""*Which deal is this file about?*"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.slack.views.forms import deal_select
from assistant.slack.views.shown import Piece, Shown, section, shown, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.slack.incoming import Shared

DEAL_OF_FILES = "deal_of_files"
FILES = 5  # read at a time
_MARK = "files"


def which_deal(files: Sequence[Shared], ts: str) -> Shown:
    """The question; the ids of the files, uploaded at `ts`, are in the block's own."""
    names = ", ".join(file.name for file in files)
    block_id = ":".join([_MARK, ts, *(file.id for file in files)])
    return shown(
        [
            section([words("Which deal is this about?", style="*"), words(names, room=500)]),
            Piece({"type": "actions", "block_id": block_id, "elements": [deal_select(DEAL_OF_FILES)]}),
        ]
    )


def files_of(block_id: str) -> list[str]:
    """The ids of the files that the question is about."""
    return block_id.split(":")[2:]
