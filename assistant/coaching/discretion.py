"""Nothing internal reaches a customer: every text of a paper for them is held against what of a deal is ours alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.coaching.paper import Bullets, Paper, Picture, Table
from assistant.coaching.quoting import customers_words, in_their_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from assistant.coaching.case import Case
    from assistant.coaching.paper import Block
    from assistant.deals.deal import Person

RUN = 4  # words in a row that a text may not share with a longer one of ours
WHOLE = 3  # words from which a text of either side's is known again in the middle of another
TRADE = re.compile(
    r"\b(?:crm|forecast\w*|pipeline|surrogates?|gates?|artefacts?|asserted|unproved|disputed|scor(?:es?|ed|ing)|quota"
    r"|upsell\w*|sellers?|win rate|close date|champions?|economic buyers?|objections?|not_yet|encourage|facilitate"
    r"|gain(?:ing)? agreement|backward moves?|coach(?:ing)?)\b"
)
_WORD = re.compile(r"\w+", re.UNICODE)
_CUT = " | "  # in place of what was looked at already; no phrase reaches over it


@dataclass(frozen=True)
class Discretion:
    """What of a deal its customer may not read (`ours`) and what they may, all as plain words.

    `theirs` are the definition's statements, the names of its stages, the customer's own words and the fixed words of
    the paper; they may say what they will. `names` are the customer's and the deal owner's.
    """

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    names: tuple[str, ...]

    def offence(self, text: str) -> str | None:
        """The first words of a text that are ours, or of our trade; None where there are none."""
        said = _plain(text)
        if said in self.theirs:
            return None
        rest = _without(f" {said} ", (each for each in self.theirs if each.count(" ") >= WHOLE - 1))
        if (word := TRADE.search(rest)) is not None:
            return word[0]
        rest = _without(rest, self.names)
        return next((each for each in self.ours if f" {each} " in rest), None)


def discretion(case: Case, people: Sequence[Person], playbooks: Iterable[str], fixed: Iterable[str]) -> Discretion:
    """What may not be said about a deal, from everything that is known of it.

    `people` are the organisation's, `playbooks` the texts of its playbooks, `fixed` the paper's fixed words.
    """
    process, deal = case.process, case.deal
    reporters = {each.reported_by for each in case.ledger}
    owners = {deal.owner, *(each.name for each in people if each.id == deal.owner)}
    names = {*reporters, *(each.name for each in people if each.id in reporters)} - owners
    runs = (run for text in _texts(case, playbooks) for run in _runs(text))
    theirs = (
        *fixed,
        *(in_their_name(each.statement, deal.account) for each in process.outcomes.values()),
        *(stage.name for stage in process.stages),
        *(words for each in case.ledger if (words := customers_words(each))),
    )
    return Discretion(
        ours=_phrases((*names, *_of_the_deal(case), *runs)),
        theirs=_phrases(theirs),
        names=_phrases((deal.account, *owners)),
    )


def _of_the_deal(case: Case) -> Iterator[str]:
    deal = case.deal
    yield from (deal.id, deal.name, deal.crm_stage, deal.forecast, deal.close_reason)
    yield from (str(each) for each in deal.attributes.values())
    yield from (name for stage in case.process.stages for name in stage.crm_stages)


def _texts(case: Case, playbooks: Iterable[str]) -> Iterator[str]:
    """Longer texts of ours: what the seller does, what counts, what our own side said."""
    for stage in case.process.stages:
        yield from (stage.seller_step or "", *(each.action for each in stage.seller_actions))
        yield from (each.signal for each in stage.backward_signals)
    for outcome in case.process.outcomes.values():
        yield from (*outcome.evidence, *outcome.surrogates, *outcome.not_evidence, outcome.ask or "")
    yield from (each.quote for each in case.ledger if each.quote and not customers_words(each))
    yield from playbooks


def _runs(text: str) -> Iterator[str]:
    """A text's words, four in a row; of shorter texts all, down to three: "the order" gives nothing away."""
    words = _plain(text).split()
    if len(words) >= WHOLE:
        yield from (" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def _phrases(texts: Iterable[str]) -> tuple[str, ...]:
    """As plain words, the longest first; numbers alone say nothing."""
    found = {plain for text in texts if any(map(str.isalpha, plain := _plain(text)))}
    return tuple(sorted(found, key=lambda each: (-len(each), each)))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _without(text: str, phrases: Iterable[str]) -> str:
    for each in phrases:
        text = text.replace(f" {each} ", _CUT)
    return text


def discreet(paper: Paper, check: Discretion, *, title: str) -> tuple[Paper, tuple[str, ...]]:
    """The paper without what offends, and the texts that were left out of it.

    A row goes with its first cell, other cells are emptied; `title` stands in for one that offends.
    """
    out: dict[str, None] = {}

    def fits(text: str) -> bool:
        if check.offence(text) is not None:
            out[text] = None
        return text not in out

    blocks = tuple(kept for block in paper.blocks if (kept := _kept(block, fits)) is not None)
    return Paper(title=paper.title if fits(paper.title) else title, on=paper.on, blocks=blocks), tuple(out)


def _kept(block: Block, fits: Callable[[str], bool]) -> Block | None:
    match block:
        case Bullets():
            items = tuple(each for each in block.items if fits(each))
            return block.model_copy(update={"items": items}) if items else None
        case Table():
            rows = tuple(tuple(cell if fits(cell) else "" for cell in row) for row in block.rows)
            head = tuple(cell if fits(cell) else "" for cell in block.head)
            return block.model_copy(update={"head": head, "rows": tuple(row for row in rows if row[0])})
        case Picture():
            return block if fits(block.described) else None
        case _:
            return block if fits(block.text) else None
