"""An inspection in a few sentences of a model, each kept only where the inspection's own lines say all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.phrasing import phrase
from assistant.coaching.reply import Cited
from assistant.coaching.strictness import borne
from assistant.errors import OperatorError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.ports import ChatModel
    from assistant.coaching.reply import Reply

QUESTION = "What should a manager know about this deal, and what is missing from the customer?"
BEGINS = {"Went back": "Taken back", "Told, not proved": "Claimed", "Missing": "Not yet"}  # as `strictness` reads lines
PLAIN = "The lines below are the ledger's and the definition's own."


def summed_up(chat: ChatModel, reply: Reply) -> Reply:
    """The inspection with a summary before it; as it was, with a notice, where the model gave none that stands."""
    lines = dict(_lines(reply))
    material = {mark: text for mark, (text, _) in lines.items()}
    try:
        kept = phrase(chat, QUESTION, material, prompt="answer_about_deal", fits=lambda each: borne(material, each))
    except (UnavailableError, OperatorError) as error:
        return reply.model_copy(update={"notice": f"{error} {PLAIN}"})
    if kept is None or not kept.sentences:
        return reply
    behind = {mark: citation for mark, (_, citation) in lines.items()}
    summary = (
        Cited(
            text=each.text, citation=" ".join(dict.fromkeys(c for mark in each.citation.split() if (c := behind[mark])))
        )
        for each in kept.sentences
    )
    return reply.model_copy(update={"sentences": (*summary, *reply.sentences)})


def _lines(reply: Reply) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each line of the inspection by a mark of one word, with the citation that stands behind it."""
    number = 0
    told = [("", reply.sentences), *((each.title, each.lines) for each in reply.sections)]
    for title, lines in told:
        for line in lines:
            number += 1
            heading = BEGINS.get(title, title)
            text = f"{heading}: {line.text} {line.citation}" if heading else f"{line.text} {line.citation}"
            yield f"[{number}]", (text, line.citation)
