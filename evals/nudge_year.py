"""A year of weekly nudges in a simulation, beside what the field does: every stale deal, every week.

    python -m evals.nudge_year

Reps with a pipeline by the model of `evals.pipeline_model`, a fifth each of five ways of answering. Nobody acts on
more than five deals a week, whoever sends them. Who acts records something about the deal: in two of five cases the
customer's own words, else that it has not happened yet. All of this is assumed, not observed: the simulation checks
that the caps hold and compares what two policies send to the same people; it says nothing about how people answer.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from assistant.deals.nudge_preferences import Preferences, Snooze, rule_name
from assistant.deals.nudge_team import team_news
from assistant.deals.nudges import A_DIGEST, AGAIN_DAYS, Item, Nudge, Response, Shown, decide, item_of, self_muted
from assistant.deals.warnings import Kind
from evals.nudge_people import OPEN_DAYS, START, WAYS, WEEKS, Open, Rep, made, process_of_all, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    Policy = Callable[[Rep, Sequence[Open], date], list[Nudge]]

REPS, A_TEAM, HANDLED = 200, 10, 5
STALE = {Kind.SILENCE_STALE, Kind.SILENCE_ESCALATE}


class Sent(NamedTuple):
    """One deal in one message, and what came of it."""

    week: int
    rep: str
    way: str
    rule: Kind
    acted: bool


@dataclass
class Year:
    """What a policy came to: `escalated` counts, by manager, deal and item, how often it was told.

    `a_digest` where all of a person's deals come in one message; `faults` are sentences.
    """

    a_digest: bool = True
    sent: list[Sent] = field(default_factory=list)
    escalated: Counter[tuple[str, str, Item]] = field(default_factory=Counter)
    self_muted: int = 0
    faults: list[str] = field(default_factory=list)


def ours(rep: Rep, deals: Sequence[Open], on: date) -> list[Nudge]:
    """The nudges of a Monday's digest."""
    return list(decide(deals, Preferences(snoozes=rep.snoozes), rep.past, on).nudges)


def peers(_rep: Rep, deals: Sequence[Open], _on: date) -> list[Nudge]:
    """A message for every deal whose customer has been silent past the second limit."""
    stale = ((each, warning) for each in deals for warning in each.warnings if warning.kind in STALE)
    return [Nudge(each, warning, item_of(each, warning)) for each, warning in stale]


def simulate(policy: Policy, reps: int = REPS, weeks: int = WEEKS, seed: int = 1, *, capped: bool = True) -> Year:
    """A year by one policy, the same for the same seed; `capped` checks the caps, and tells the managers."""
    process, year, managers = process_of_all(), Year(capped), defaultdict[str, list[Shown]](list)
    people = made(reps, seed)
    for week in range(weeks):
        on = START + timedelta(weeks=week)
        for at, rep in enumerate(people):
            some = [
                each.looked(process, on) for each in rep.customers.values() if 0 <= (on - each.begun).days < OPEN_DAYS
            ]
            nudges = policy(rep, some, on)
            if capped:
                _check(rep, nudges, on, year)
                _escalate(rep, some, on, f"manager-{at // A_TEAM}", managers, year)
            _answer(rep, nudges, week, Random(f"{seed}/{week}/{rep.id}"), year)  # noqa: S311 - a simulation
    year.self_muted = sum(len(rep.muted) for rep in people)
    return year


def _check(rep: Rep, nudges: Sequence[Nudge], on: date, year: Year) -> None:
    """The caps, said again in other words than the code's."""
    deals = [each.looked.deal.id for each in nudges]
    if len(deals) > A_DIGEST or len(deals) != len(set(deals)):
        year.faults.append(f"{rep.id} got {len(deals)} items on {on}")
    for each in nudges:
        same = [old for old in rep.past if (old.deal, old.item) == (each.looked.deal.id, each.item)]
        if same and (on - same[-1].on).days < AGAIN_DAYS:
            year.faults.append(f"{rep.id} got the same item on {on} and {same[-1].on}")
        if [old.response for old in same[-2:]] == [None, None]:
            year.faults.append(f"{rep.id} got an item a third time without an answer on {on}")
    back = rep.muted & {each.item.rule for each in nudges}
    year.faults += [f"{rep.id} got the muted {rule_name(rule)} on {on}" for rule in back]
    rep.muted |= set(self_muted(rep.past, on))


def _escalate(
    rep: Rep, deals: Sequence[Open], on: date, manager: str, told: dict[str, list[Shown]], year: Year
) -> None:
    decision = decide(deals, Preferences(snoozes=rep.snoozes), rep.past, on)
    for each in team_news((), decision.escalations, told[manager], ()).escalations:
        told[manager].append(Shown(manager, each.looked.deal.id, each.item, on, to_manager=True))
        year.escalated[manager, each.looked.deal.id, each.item] += 1


def _answer(rep: Rep, nudges: Sequence[Nudge], week: int, chance: Random, year: Year) -> None:
    on, (act, snooze) = START + timedelta(weeks=week), WAYS[rep.way]
    looked_at = set(chance.sample(range(len(nudges)), min(HANDLED, len(nudges))))
    for at, each in enumerate(nudges):
        drawn, deal, response = chance.random() if at in looked_at else 1.0, each.looked.deal.id, None
        if drawn < act:
            response = Response.ANSWERED
            record(rep.customers[deal], each, on + timedelta(days=chance.randint(0, 3)), chance)
        elif drawn < act + snooze:
            response = Response.SNOOZED
            rep.snoozes[deal] = Snooze(deal, on, on + timedelta(days=28), "")
        rep.past.append(Shown(rep.id, deal, each.item, on, response))
        year.sent.append(Sent(week, rep.id, rep.way, each.item.rule, response is Response.ANSWERED))


def report(years: dict[str, Year], reps: int, weeks: int) -> Iterator[str]:
    """What the policies came to, as Markdown tables."""
    yield "| policy | messages a rep and week | deals a rep and week | most deals in a week | acted on |"
    yield "|---|---|---|---|---|"
    for name, year in years.items():
        weekly = Counter((each.week, each.rep) for each in year.sent)
        messages = len(weekly) if year.a_digest else len(year.sent)
        most = max(weekly.values(), default=0)
        a_week = f"{messages / reps / weeks:.2f} | {len(year.sent) / reps / weeks:.2f}"
        yield f"| {name} | {a_week} | {most} | {_share(year.sent)} |"
    mine, quarter = next(iter(years.values())), weeks // 4
    yield f"\n| rule | shown | acted on | implied by who was asked | both, of the first {quarter} weeks |"
    yield "|---|---|---|---|---|"
    for rule in sorted({each.rule for each in mine.sent}):
        some = [each for each in mine.sent if each.rule is rule]
        early = [each for each in some if each.week < quarter]
        both = f"{_share(early)}, {_implied(early)}"
        yield f"| {rule_name(rule)} | {len(some)} | {_share(some)} | {_implied(some)} | {both} |"
    late = " | ".join(f"in the last {quarter}, {name}" for name in years)
    yield f"\n| who | deals a week in the first {quarter} weeks | {late} |"
    yield "|---|---|---|---|"
    for at, way in enumerate(WAYS):
        people = len(range(at, reps, len(WAYS))) * quarter
        ends = [(mine, range(quarter)), *((year, range(weeks - quarter, weeks)) for year in years.values())]
        counts = (sum(each.way == way and each.week in when for each in year.sent) for year, when in ends)
        yield f"| {way} | {' | '.join(f'{count / people:.2f}' for count in counts)} |"
    again = sum(count > 1 for count in mine.escalated.values())
    yield f"\nManagers heard of {len(mine.escalated)} items, of {again} twice."
    yield f"{mine.self_muted} times a rule muted itself for somebody."


def _share(sent: Sequence[Sent]) -> str:
    return f"{sum(each.acted for each in sent) / len(sent):.1%}" if sent else "none"


def _implied(sent: Sequence[Sent]) -> str:
    return f"{sum(WAYS[each.way][0] for each in sent) / len(sent):.1%}" if sent else "none"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 where a cap was broken."""
    parser = argparse.ArgumentParser(description="A year of weekly nudges, simulated.")
    parser.add_argument("--reps", type=int, default=REPS)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    policies: dict[str, Policy] = {"Rightside": ours, "every stale deal, every week": peers}
    years = {
        name: simulate(each, given.reps, given.weeks, given.seed, capped=each is ours)
        for name, each in policies.items()
    }
    print("\n".join(report(years, given.reps, given.weeks)))
    faults = [fault for year in years.values() for fault in year.faults]
    print("\n".join(faults[:20]) or "Every cap held.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
