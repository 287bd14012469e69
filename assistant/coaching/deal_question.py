"""Open questions about a deal, answered from its ledger, the definition and the playbooks, each sentence cited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching import playbooks, telling
from assistant.coaching.ask import HELPFUL, SHOWN, actions, answers, cite, extract
from assistant.coaching.finding import Words, find
from assistant.coaching.phrasing import material_of, phrase
from assistant.coaching.reply import Cited, Reply
from assistant.coaching.strictness import EARLIER, MARKS, borne, resting
from assistant.deals.observation import Verdict
from assistant.deals.replay import counting_observations
from assistant.errors import OperatorError, UnavailableError
from assistant.reading.words import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.deals.observation import Observation

ENTRIES, OUTCOMES, GIVEN = 3, 2, 12  # entries and outcomes told; entries that a model is given
FITTING = 0.6  # of the best entry's shared words, by weight
OWN_WORDS = "These are the ledger's and the definition's own words."
SILENT = "Neither the ledger of this deal nor its process says that. The nearest they do say:"
UNHEARD = "The ledger of this deal holds no words on that. What its process says:"
_ABOUT_THEM = re.compile(
    r"(?i)\b(they|them|their|theirs|he|him|his|she|her|this (?:deal|customer|account)|the customer)\b"
)
_ABOUT_PROOF = re.compile(
    r"(?i)\b(counts?|proofs?|proves?|proven|prove|evidence|means?|meaning|definition|gates?|stages?|surrogates?|enough"
    r"|process|outcomes?|tick|accepted|verifiable)\b"
)


def about_them(question: str) -> bool:
    """Whether a question that names no deal is about the customer of the conversation, and not about the process."""
    return _ABOUT_THEM.search(question) is not None and _ABOUT_PROOF.search(question) is None


def answered(desk: Desk, organisation: str, case: Case, question: str) -> Reply:
    """The answer: what the ledger knows of it, what the seller can do, and the passages that help.

    With a chat model it is in its words, sentence by sentence as far as ledger and definitions say all of it; where a
    sentence does not stand, the plain ones follow.
    """
    found = find(desk, organisation, case.process, question)
    heard = _heard(case, question)
    outcomes = [each for each in found if not each.is_stage]
    known = heard or (found and answers(found[0]) and desk.askable(question))
    helpful = playbooks.near(desk, organisation, [case.process], question, SHOWN)
    whole = _ABOUT_PROOF.search(question) is not None
    told = [said for each in outcomes[: OUTCOMES if known else 1] for said in _known(case, each.id, whole=whole)]
    cited = {each.citation for each in told}
    entries = (said for each in heard[:ENTRIES] if (said := telling.recalled(case, each)).citation not in cited)
    plain = (*entries, *told, *playbooks.told(helpful, HELPFUL))
    first = () if heard else (Cited(text=UNHEARD if known else SILENT),)
    reply = Reply(deal=case.name, sentences=(*first, *plain))
    if desk.chat is None:
        return reply
    sources = _sources(case, heard)
    material = {mark: _line(case, each) for mark, each in sources.items()} | material_of(
        [
            *(said for each in outcomes[:SHOWN] for said in extract(case.process, each.id, how=True)),
            *(Cited(text=each.entry.text, citation=each.citation) for each in helpful),
        ]
    )
    try:
        kept = phrase(
            desk.chat, question, material, prompt="answer_about_deal", fits=lambda each: borne(material, each)
        )
    except (UnavailableError, OperatorError) as error:
        return reply.model_copy(update={"notice": f"{error} {OWN_WORDS}"})
    if kept is None or not kept.sentences:
        return reply
    behind = {mark: telling.source(case, each) for mark, each in sources.items()}
    phrased = tuple(resting(each, behind) for each in kept.sentences)
    return reply.model_copy(update={"sentences": (*phrased, *(plain if kept.dropped else ()))})


def _heard(case: Case, question: str) -> list[Observation]:
    """The entries that share most words with the question, rare words counting more; the newest first among equals.

    That both speak of the same kind of act, such as sending, is not enough.
    """
    texts = {each.id: f"{each.quote or ''} {case.process.outcomes[each.outcome].statement}" for each in _counting(case)}
    asked = {term for term in terms(question) if not term.startswith("!")}
    words = Words({name: [text] for name, text in texts.items()})
    weight = {name: words.shared(name, question) for name, text in texts.items() if asked & terms(text)}
    best = max(weight.values(), default=0.0)
    fitting = [each for each in reversed(_counting(case)) if weight.get(each.id, -1.0) >= best * FITTING]
    return sorted(fitting, key=lambda each: -weight[each.id])


def _counting(case: Case) -> list[Observation]:
    return [
        each
        for each in counting_observations(case.ledger)
        if each.verdict is not Verdict.WITHDRAWN and each.outcome in case.process.outcomes
    ]


def _known(case: Case, outcome: str, *, whole: bool) -> Iterator[Cited]:
    """Where an outcome stands, and what a seller does for it; with the `whole` definition where proof is asked for."""
    reason = telling.reason(case, outcome)
    yield reason if reason.citation else reason.model_copy(update={"citation": cite(case.process, outcome)})
    yield from extract(case.process, outcome, how=True) if whole else actions(case.process, outcome)


def _sources(case: Case, heard: Sequence[Observation]) -> dict[str, Observation]:
    """The entries a model is given, by their marks: those that fit the question, then the newest."""
    some = list({each.id: each for each in (*heard, *reversed(_counting(case)))}.values())[:GIVEN]
    return {f"[ledger {number}]": each for number, each in enumerate(some, 1)}


def _line(case: Case, entry: Observation) -> str:
    """An entry as a model reads it: how sure it is first, since it may be told in no other way."""
    status = case.standing.statuses[entry.outcome]
    at = case.standing.journey.state(entry.outcome)
    mark = MARKS[status] if entry.id in at.observations else EARLIER
    day = f" ({entry.occurred_on})" if entry.occurred_on else ""
    words = f" “{entry.quote}”" if entry.quote else ""
    return f"{mark}: {case.process.outcomes[entry.outcome].statement}{day}.{words}"
