"""Many deals looked at together: what the customers' proof is worth beside the CRM's word, and what keeps coming back.

Pure. Amounts of different currencies are never added, and people are never ranked by a score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from assistant.deals.warnings import Kind, crm_position, position

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.deals.deal import Deal
    from assistant.deals.standing import Standing
    from assistant.deals.warnings import DealWarning
    from knowledge.process import Outcome, Process

ZERO = Decimal()
FEW = 3  # deals that lack a gate before it is a theme
COMPLETE, UNMAPPED = "Journey complete", "No stage of the process"


class Looked(Protocol):
    """An open deal with its process, its standing on a day, and its warnings, the worst first."""

    @property
    def deal(self) -> Deal:
        """The deal."""

    @property
    def process(self) -> Process:
        """The version it follows."""

    @property
    def standing(self) -> Standing:
        """Where its customer is."""

    @property
    def warnings(self) -> list[DealWarning]:
        """The reasons to look at it."""


class Sum(NamedTuple):
    """Some deals and what they are worth together, in one currency; deals without an amount add nothing."""

    deals: int = 0
    amount: Decimal = ZERO

    def plus(self, deal: Deal) -> Sum:
        """With one more deal."""
        return Sum(self.deals + 1, self.amount + (deal.amount or ZERO))


class StageSums(NamedTuple):
    """The deals whose customers are at a stage by proof, and those that the CRM has there."""

    stage: str
    proved: Sum
    crm: Sum


class Pipeline(NamedTuple):
    """One process in one currency, stage by stage; the last two rows hold complete journeys and unknown CRM stages."""

    process: str
    currency: str
    stages: tuple[StageSums, ...]
    commit: Sum  # forecast as commit
    unproved: Sum  # of these, those whose contract is not proved


class Theme(NamedTuple):
    """What comes back in one owner's deals: the gate that most of them lack, and deals busy without movement."""

    owner: str
    deals: int
    gate: Outcome | None
    lacking: int
    idle: int


def pipelines(deals: Sequence[Looked]) -> tuple[Pipeline, ...]:
    """The proved and the CRM's pipeline of each process and currency, the largest number of deals first."""
    groups: dict[tuple[str, int, str], list[Looked]] = defaultdict(list)
    for each in deals:
        groups[each.process.id, each.process.version, each.deal.currency].append(each)
    found = [_pipeline(some, currency) for (_, _, currency), some in groups.items()]
    return tuple(sorted(found, key=lambda each: (-sum(row.proved.deals for row in each.stages), each.process)))


def _pipeline(deals: Sequence[Looked], currency: str) -> Pipeline:
    process = deals[0].process
    end = len(process.stages)
    proved, crm = defaultdict[int, Sum](Sum), defaultdict[int, Sum](Sum)
    commit = unproved = Sum()
    for each in deals:
        at = position(process, each.standing.customer_stage)
        said = crm_position(process, each.deal.crm_stage)
        proved[at] = proved[at].plus(each.deal)
        place = end + 1 if said is None else said
        crm[place] = crm[place].plus(each.deal)
        if each.deal.forecast.casefold() == "commit":
            commit = commit.plus(each.deal)
            unproved = unproved.plus(each.deal) if _unproved(each) else unproved
    names = [*(stage.name for stage in process.stages), COMPLETE, UNMAPPED]
    rows = tuple(StageSums(name, proved[at], crm[at]) for at, name in enumerate(names))
    return Pipeline(process.name, currency, rows, commit, unproved)


def _unproved(each: Looked) -> bool:
    contract = each.process.contract
    if contract is None:
        return bool(each.standing.open_gates)
    return not each.standing.journey.state(contract).proved


def of_kinds(deals: Iterable[Looked], *kinds: Kind) -> tuple[Looked, ...]:
    """The deals that have a warning of one of these kinds."""
    return tuple(each for each in deals if any(warning.kind in kinds for warning in each.warnings))


def themes(deals: Sequence[Looked], idle: Mapping[str, int]) -> tuple[Theme, ...]:
    """What comes back in each owner's deals, by owner; `idle` says how many of theirs are busy without movement."""
    by_owner: dict[str, list[Looked]] = defaultdict(list)
    for each in deals:
        by_owner[each.deal.owner].append(each)
    return tuple(_theme(owner, some, idle.get(owner, 0)) for owner, some in sorted(by_owner.items()))


def _theme(owner: str, deals: Sequence[Looked], idle: int) -> Theme:
    outcomes = {gate: each.process.outcomes[gate] for each in deals for gate in each.standing.open_gates}
    lacking = Counter(gate for each in deals for gate in each.standing.open_gates)
    if not lacking:
        return Theme(owner, len(deals), None, 0, idle)
    most = max(lacking.values())
    gate = min(name for name, count in lacking.items() if count == most)
    return Theme(owner, len(deals), outcomes[gate] if most >= FEW else None, most if most >= FEW else 0, idle)
