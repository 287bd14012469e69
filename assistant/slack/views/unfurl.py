"""What a link to a deal shows beside itself: where the customer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.slack.views import parts
from assistant.slack.views.shown import section, shown, words

if TYPE_CHECKING:
    from assistant.coaching.reply import Reply
    from assistant.slack.views.shown import Block


def preview(reply: Reply) -> list[Block]:
    """The deal's name and its customer's place, as the blocks of a preview."""
    name = reply.deal
    title = section([words(name.name, room=150, style=parts.BOLD)]) if name else None
    return shown([title, *parts.place(reply.place)]).blocks
