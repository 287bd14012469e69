"""What `/deal` can do, in words."""

from __future__ import annotations

from assistant.coaching.reply import Cited, Reply

COMMAND = "/deal"
HELP = (
    "What you can write:",
    f"{COMMAND} show NAME: where the customer is and what to do next",
    f"{COMMAND} list: your deals, those that need you most first",
    f"{COMMAND} map NAME: the picture of the buying process with where the customer is",
    f"{COMMAND} inspect NAME: what changed in a week, and why the customer is where they are",
    f"{COMMAND} and anything else, such as “Acme: their finance lead wrote that the budget is approved”, "
    "is a message to the coach.",
)


def command_help() -> Reply:
    """The help of the command."""
    return Reply(sentences=tuple(Cited(text=each) for each in HELP))


def understood(text: str) -> tuple[str, str]:
    """The verb and what follows it; no verb where all of it is a message to the coach."""
    first, _, rest = text.strip().partition(" ")
    verb, rest = first.casefold(), rest.strip()
    if not verb or (verb in {"help", "list"} and not rest):
        return verb or "help", ""
    return (verb, rest) if verb in {"show", "map", "inspect"} else ("", text.strip())
