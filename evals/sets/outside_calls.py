"""The outside sets `seller_activities` and `bant_calls`: who did it, and who said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.deals.observation import Verdict
from evals.case_files import CASES, Message, MessageCase, process_of
from evals.comparing import baselines
from evals.figures import Figure, f1_of, share
from evals.outside_data import scored
from evals.results import SetResult
from evals.running import Mark, run
from knowledge.library import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

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
class Call:
    """One call: its turns in order, and the factors that fail in truth."""

    id: str
    turns: tuple[tuple[str, str], ...]
    fails: frozenset[str]


@dataclass(frozen=True)
class Heard:
    """The last word on each factor by the customer, and the seller's words that a *happened* was claimed from."""

    customer: dict[str, str]
    seller: dict[str, str]

    @property
    def alone(self) -> dict[str, str]:
        """What rests on the seller's words and on nothing that the customer said."""
        return {factor: quote for factor, quote in self.seller.items() if factor not in self.customer}


def calls(which: EvalSet, setup: Setup) -> SetResult:
    """Calls read speaker by speaker: nothing from the seller's words; F1 of a failing authority and a failing need."""
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
        factor: [(str(factor in each.case.fails), str(_fails(each.output, factor))) for each in ran.scored]
        for factor in FACTORS
    }
    return SetResult(
        name=which.name,
        about=which.about,
        figures={
            "from_sellers_words": share(sum(bool(each.output.alone) for each in ran.scored), len(ran.scored)),
            **{
                f"f1_{factor.lower()}": Figure(value=f1_of(some, "True"), of=len(some), unit="F1")
                for factor, some in pairs.items()
            },
        },
        cases=[each.result("call", " / ".join(text for _, text in each.case.turns)[:400]) for each in ran.scored],
        unscored=ran.unscored,
    )


def _call(row: dict[str, Any]) -> Call:
    return Call(row["id"], tuple((each["side"], each["text"]) for each in row["turns"]), frozenset(row["bant_fails"]))


def hear(reader: Reader, process: Process, call: Call) -> Heard:
    """Each turn read by itself: the customer's as the customer's own text, the seller's as the rep's."""
    customer: dict[str, str] = {}
    seller: dict[str, str] = {}
    for side, text in call.turns:
        reading = reader.read(case(call.id, text, process, pasted=side == "customer").to_read())
        if side == "customer":
            customer |= {each.outcome: each.verdict.value for each in reading.claims}
        else:
            seller |= {each.outcome: each.quote for each in reading.claims if each.verdict is Verdict.HAPPENED}
    return Heard(customer, seller)


def judged(call: Call, heard: Heard) -> Mark:
    """Right where nothing rests on the seller's words alone and both factors are judged as they are."""
    if heard.alone:
        told = "; ".join(f"{factor} from “{quote}”" for factor, quote in heard.alone.items())
        return Mark(False, f"took the seller's words for the customer's: {told}", SELLERS_WORDS)
    wrong = [each for each in FACTORS if _fails(heard, each) != (each in call.fails)]
    if wrong:
        told = ", ".join(f"{each} {'fails' if each in call.fails else 'holds'}" for each in wrong)
        return Mark(False, f"did not hear that {told} (heard {heard.customer or 'nothing'})", MISJUDGED)
    return Mark(True, "authority and need are as they were heard")


def _fails(heard: Heard, factor: str) -> bool:
    """Whether the customer's last word on a factor is a no; silence is not a no."""
    return heard.customer.get(factor.lower()) in {"not_yet", "reversed"}
