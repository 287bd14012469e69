"""What `/deal` can do, in words."""

from __future__ import annotations

from assistant.coaching.reply import Cited, Reply

COMMAND = "/deal"
SHARES = ("share", "unshare")
HELP = (
    "What you can write:",
    f"{COMMAND} show NAME: where the customer is and what to do next",
    f"{COMMAND} list: your deals, those that need you most first",
    f"{COMMAND} map NAME: the picture of the buying process with where the customer is",
    f"{COMMAND} inspect NAME: what changed, what is proved, what to ask; inspect team: its deals in order of risk; "
    "with pdf, csv or picture behind it as a file",
    f"{COMMAND} prepare NAME: who is on the call, what is proved, what to learn, what to ask for",
    f"{COMMAND} recap NAME: the mail that asks the customer to confirm what they said",
    f"{COMMAND} plan NAME: the joint plan for the customer, as files",
    f"{COMMAND} share NAME with PERSON: lets somebody else see a deal and report on it; unshare takes it back",
    f"{COMMAND} and anything else, such as “Acme: their finance lead wrote that the budget is approved”, "
    "is a message to the coach.",
)


# What is asked of the coach in plain words, of the deal that is named.
SAID = {"show": "where is it?", "inspect": "inspect it", "prepare": "prepare", "recap": "recap", "plan": "joint plan"}


def command_help() -> Reply:
    """The help of the command."""
    return Reply(sentences=tuple(Cited(text=each) for each in HELP))


def understood(text: str) -> tuple[str, str]:
    """The verb and what follows it; no verb where all of it is a message to the coach."""
    first, _, rest = text.strip().partition(" ")
    verb, rest = first.casefold(), rest.strip()
    if not verb or (verb in {"help", "list"} and not rest):
        return verb or "help", ""
    if verb in SHARES and " with " in rest:
        return verb, rest
    return (verb, rest) if verb in {*SAID, "map"} else ("", text.strip())
