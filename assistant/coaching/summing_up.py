"""A reply's lines in a few sentences of a model, each kept only where the lines it cites say all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.phrasing import phrase
from assistant.coaching.reply import Cited
from assistant.coaching.strictness import borne
from assistant.errors import OperatorError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.coaching.ports import ChatModel
    from assistant.coaching.reply import Reply

QUESTION = "What should a manager know about this deal, and what is missing from the customer?"
BEGINS = {"Went back": "Taken back", "Told, not proved": "Claimed", "Missing": "Unknown"}  # as `strictness` reads lines
NOT_YET = "not yet"  # stands in a missing line that somebody reported on
PLAIN = "The lines below are the ledger's and the definition's own."


def summed_up(
    chat: ChatModel,
    reply: Reply,
    lines: Iterable[tuple[str, Cited]] | None = None,
    *,
    question: str = QUESTION,
    prompt: str = "answer_about_deal",
) -> Reply:
    """The reply with a summary before it; as it was, with a notice, where the model gave none that stands.

    `lines` are those of the reply as a model reads them; without them they are those of an inspection.
    """
    marked = {f"[{number}]": line for number, line in enumerate(lines or _lines(reply), 1)}
    material = {mark: text for mark, (text, _) in marked.items()}
    try:
        kept = phrase(chat, question, material, prompt=prompt, fits=lambda each: borne(material, each))
    except (UnavailableError, OperatorError) as error:
        return reply.model_copy(update={"notice": f"{error} {PLAIN}"})
    if kept is None or not kept.sentences:
        return reply
    behind = {mark: line.citation for mark, (_, line) in marked.items()}
    summary = (
        Cited(
            text=each.text, citation=" ".join(dict.fromkeys(c for mark in each.citation.split() if (c := behind[mark])))
        )
        for each in kept.sentences
    )
    return reply.model_copy(update={"sentences": (*summary, *reply.sentences)})


def _lines(reply: Reply) -> Iterator[tuple[str, Cited]]:
    """Each line of an inspection under its heading, with what stands behind it."""
    for line in reply.sentences:
        yield f"{line.text} {line.citation}", line
    for section in reply.sections:
        for line in section.lines:
            begins = BEGINS.get(section.title, section.title)
            begins = "Not yet" if begins == "Unknown" and NOT_YET in line.text else begins
            yield f"{begins}: {line.text} {line.citation}", line
