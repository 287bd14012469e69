"""The outside sets `seller_activities` and `bant_calls`: who did it, and who said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.coaching.documents import read_document
from assistant.deals.observation import Verdict
from assistant.documents.formats import read_document as read
from assistant.documents.sides import Us
from evals.case_files import CASES, Message, MessageCase, process_of
from evals.comparing import baselines
from evals.figures import Figure, f1_of, share
from evals.outside_data import scored
from evals.results import SetResult
from evals.running import Mark, run
from knowledge.library import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.coaching.ports import Reader
    from assistant.deals.claims import Reading
    from evals.outside_data import Rows
    from evals.results import Figures
    from evals.running import Scored
    from evals.scoring import EvalSet, Setup
    from knowledge.process import Process

FACTORS = ("Authority", "Need")  # the two that the text of a call decides
DAY = date(2026, 3, 10)  # these sets give no day that matters
SELLERS_WORDS, MISJUDGED = 3, 1


def activities(which: EvalSet, setup: Setup) -> SetResult:
    """The share of a seller's tasks that yield a customer's outcome: every one of them is wrong."""
    return scored(which, setup, _activities)


def _activities(which: EvalSet, setup: Setup, rows: Rows) -> SetResult:
    process = next(each for each, _ in shipped() if each.id == "general-purchase")
    cases = [case(row["id"], row["text"], process) for row in rows]
    ran = run(which.name, cases, setup.read, silent, done=setup.tell(which.name, len(cases)))
    return SetResult(
        name=which.name,
        about=which.about,
        figures=fired(ran.scored),
        baselines=baselines(which.name, cases, setup, mark=silent, figures=fired),
        cases=[each.result("seller's task", each.case.said.message) for each in ran.scored],
        unscored=ran.unscored,
    )


def case(name: str, text: str, process: Process, *, pasted: bool = False) -> MessageCase:
    """A text of an outside set as a case that says nothing of its own."""
    return MessageCase(id=name, split="outside", said=Message(message=text), process=process, on=DAY, pasted=pasted)


def silent(_case: MessageCase, reading: Reading) -> Mark:
    """Right where there is no claim at all."""
    if reading.claims:
        return Mark(False, f"recorded {', '.join(f'{c.outcome} {c.verdict}' for c in reading.claims)}", SELLERS_WORDS)
    return Mark(True, "no claim")


def fired(some: Sequence[Scored[MessageCase, Reading]]) -> Figures:
    """The share of texts that yield a claim; the lower, the better."""
    return {"yield_outcome": share(sum(bool(each.output.claims) for each in some), len(some))}


@dataclass(frozen=True)
class Turn:
    """What one person said in one go. `side` is *seller* or *customer*."""

    side: str
    speaker: str
    text: str


@dataclass(frozen=True)
class Call:
    """One call: its turns in order, and the factors that fail in truth."""

    id: str
    turns: tuple[Turn, ...]
    fails: frozenset[str]


@dataclass(frozen=True)
class Heard:
    """The last word on each factor in the call, by outcome; and quotes by outcome of what was the seller's alone.

    `said` is what would be recorded, `found` that and what is put to be confirmed.
    `seller` is taken from the call as a document; `as_notes` from the seller's turns read as if a rep had written them.
    """

    said: dict[str, str]
    found: dict[str, str]
    seller: dict[str, str]
    as_notes: dict[str, str]


def calls(which: EvalSet, setup: Setup) -> SetResult:
    """Calls read as documents: nothing from the seller's words; F1 of a failing authority and a failing need."""
    return scored(which, setup, _calls)


def _calls(which: EvalSet, setup: Setup, rows: Rows) -> SetResult:
    process = process_of("bant", CASES)
    cases = [_call(row) for row in rows]
    ran = run(
        which.name,
        cases,
        lambda each: hear(setup.reader, process, each),
        judged,
        done=setup.tell(which.name, len(cases)),
    )
    pairs = {
        f"f1_{factor.lower()}{told}": [
            (str(factor in each.case.fails), str(_fails(getattr(each.output, heard), factor))) for each in ran.scored
        ]
        for told, heard in (("", "said"), ("_with_questions", "found"))
        for factor in FACTORS
    }
    return SetResult(
        name=which.name,
        about=which.about,
        figures={
            "from_sellers_words": share(sum(bool(each.output.seller) for each in ran.scored), len(ran.scored)),
            "sellers_turn_as_note": share(sum(bool(each.output.as_notes) for each in ran.scored), len(ran.scored)),
            **{name: Figure(value=f1_of(some, "True"), of=len(some), unit="F1") for name, some in pairs.items()},
        },
        cases=[each.result("call", " / ".join(turn.text for turn in each.case.turns)[:400]) for each in ran.scored],
        unscored=ran.unscored,
    )


def _call(row: dict[str, Any]) -> Call:
    turns = (Turn(each["side"], each.get("speaker") or each["side"], each["text"]) for each in row["turns"])
    return Call(row["id"], tuple(turns), frozenset(row["bant_fails"]))


def hear(reader: Reader, process: Process, call: Call) -> Heard:
    """The call as the product reads one, `Name: words` a line, with the seller's names known as ours."""
    lines = [f"{turn.speaker}: {' '.join(turn.text.split())}" for turn in call.turns]
    ours = Us(names=frozenset(turn.speaker.casefold() for turn in call.turns if turn.side == "seller"))
    document = read("call.txt", "\n".join(lines).encode(), ours)
    found = read_document(document, reader, lambda _words: tuple(process.definitions.values()), today=DAY)
    side = {f"line {number}": turn.side for number, turn in enumerate(call.turns, 1)}
    return Heard(
        said={each.outcome: each.verdict.value for each in found.claims},
        found={each.outcome: each.verdict.value for each in (*found.claims, *found.questions)},
        seller={each.outcome: each.quote for each in found.claims if side[each.place] == "seller"},
        as_notes={
            claim.outcome: claim.quote
            for turn in call.turns
            if turn.side == "seller"
            for claim in reader.read(case(call.id, turn.text, process).to_read()).claims
            if claim.verdict is Verdict.HAPPENED
        },
    )


def judged(call: Call, heard: Heard) -> Mark:
    """Right where nothing is quoted from the seller and both factors are judged as they are."""
    if heard.seller:
        told = "; ".join(f"{factor} from “{quote}”" for factor, quote in heard.seller.items())
        return Mark(False, f"took the seller's words for the customer's: {told}", SELLERS_WORDS)
    wrong = [each for each in FACTORS if _fails(heard.said, each) != (each in call.fails)]
    if wrong:
        told = ", ".join(f"{each} {'fails' if each in call.fails else 'holds'}" for each in wrong)
        return Mark(False, f"did not hear that {told} (heard {heard.said or 'nothing'})", MISJUDGED)
    return Mark(True, "authority and need are as they were heard")


def _fails(heard: Mapping[str, str], factor: str) -> bool:
    """Whether the last word on a factor is a no; silence is not a no."""
    return heard.get(factor.lower()) in {"not_yet", "reversed"}
