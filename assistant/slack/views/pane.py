"""What the agent's pane offers to say, and what it calls a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.slack.views.shown import clipped, harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.coaching.reply import DealLine, Reply

PROMPTS_TITLE = "What would you like to know?"
MOST_PROMPTS, LONGEST_NAME, LONGEST_TITLE = 4, 60, 120


def prompts(lines: Sequence[DealLine]) -> list[dict[str, str]]:
    """Up to four prompts; the worst deal of `lines` is asked about where its name is safe to be said."""
    said = [("My deals by what they need", "my deals")] if lines else []
    name = lines[0].name if lines else ""
    if 0 < len(name) <= LONGEST_NAME and harmless(name):
        said += [(f"Where is {name}?", f"where is {name}?")]
    said += [("Quiz me on what moves a customer", "quiz me"), ("What can you do?", "help")]
    return [{"title": title, "message": message} for title, message in said[:MOST_PROMPTS]]


def thread_title(reply: Reply) -> str:
    """The deal's name; empty where the reply is about none, or the name could be read as markup."""
    name = clipped(reply.deal.name, LONGEST_TITLE) if reply.deal else ""
    return name if harmless(name) else ""
