"""What makes a deal worth a look, worst first. Pure; the numbers stand in docs/defaults.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from assistant.deals.standing import Status
from knowledge.process import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.deals.agreed import AgreedStep
    from assistant.deals.deal import Deal
    from assistant.deals.standing import Standing
    from knowledge.process import Process


class Kind(IntEnum):
    """What a warning is about, in the order of its weight (1 is worst)."""

    BACKWARD_MOVE = 1
    DISPUTED = 2
    SILENCE_ESCALATE = 3
    CRM_AHEAD = 4
    AGREED_OVERDUE = 5
    CLOSE_DATE = 6
    SILENCE_STALE = 7
    CLAIMED = 8
    RECONFIRM = 9
    SILENCE_WARN = 10
    CRM_ONE_AHEAD = 11
    ONE_CONTACT = 12  # of an inspection alone: it needs the whole ledger


@dataclass(frozen=True)
class DealWarning:
    """One reason to look at a deal, as a short sentence with its numbers. `outcome` where it is about one."""

    kind: Kind
    text: str
    outcome: str | None = None

    @property
    def short(self) -> str:
        """The reason in at most five words, without what it is about."""
        return self.text.partition(":")[0]


@dataclass(frozen=True)
class Limits:
    """When a warning is due. Silence is warn/stale/escalate in days, by the share of the journey done."""

    silence: tuple[tuple[float, tuple[int, int, int]], ...] = (
        (0.4, (21, 30, 45)),
        (0.7, (14, 21, 30)),
        (1.0, (7, 10, 14)),
    )
    silence_after_contract: tuple[int, int, int] = (30, 45, 60)
    silence_scale: dict[str, float] = field(default_factory=lambda: {"small": 0.5, "mid": 1.0, "enterprise": 1.5})
    backward_days: int = 7
    close_within_days: int = 14
    close_stages_to_go: int = 2
    crm_ahead_stages: int = 2


DEFAULTS = Limits()


def risk_order(deal: Deal, worst: DealWarning | None) -> tuple[int, float, str]:
    """The order of deals: the worst warning first, then the larger amount, then by id."""
    return worst.kind if worst else len(Kind) + 1, -float(deal.amount or 0), deal.id


def warnings_of(
    deal: Deal, process: Process, standing: Standing, limits: Limits = DEFAULTS, agreed: Sequence[AgreedStep] = ()
) -> list[DealWarning]:
    """Every warning of an open deal on the standing's day, worst first; `agreed` are its agreed steps."""
    found = [
        *_backward(process, standing, limits),
        *_outcomes(process, standing),
        *_silence(deal, process, standing, limits),
        *_crm(deal, process, standing, limits),
        *_agreed(standing, agreed),
        *_close_date(deal, process, standing, limits),
    ]
    return sorted(found, key=lambda warning: warning.kind)


def crm_position(process: Process, crm_stage: str) -> int | None:
    """The index of the stage that names this CRM stage as its own; None where none does."""
    wanted = crm_stage.strip().casefold()
    return next(
        (at for at, stage in enumerate(process.stages) if wanted in {name.casefold() for name in stage.crm_stages}),
        None,
    )


def position(process: Process, stage: str) -> int:
    """The index of a customer stage; the number of stages when complete."""
    ids = [each.id for each in process.stages]
    return len(ids) if stage == COMPLETE else ids.index(stage)


def silence_limits(
    deal: Deal, process: Process, standing: Standing, limits: Limits = DEFAULTS
) -> tuple[float, float, float]:
    """Days of silence after which to warn, call stale, and escalate, for this deal on this day."""
    at = position(process, standing.customer_stage)
    contract = process.contract
    if contract is not None and standing.statuses[contract] in {Status.MET, Status.EXPIRED}:
        days = limits.silence_after_contract
    else:
        share = at / len(process.stages)
        days = next((each for upto, each in limits.silence if share < upto), limits.silence[-1][1])
    scale = limits.silence_scale.get(str(deal.attributes.get("segment", "")).casefold(), 1.0)
    return days[0] * scale, days[1] * scale, days[2] * scale


def _backward(process: Process, standing: Standing, limits: Limits) -> list[DealWarning]:
    return [
        DealWarning(
            Kind.BACKWARD_MOVE, f"went back on {move.on}: {process.outcomes[move.outcome].statement}", move.outcome
        )
        for move in standing.backward_moves
        if 0 <= (standing.on - move.on).days <= limits.backward_days
        and standing.statuses[move.outcome] is Status.REVERSED
    ]


def _outcomes(process: Process, standing: Standing) -> list[DealWarning]:
    kinds = {
        Status.DISPUTED: (Kind.DISPUTED, "two reports disagree"),
        Status.CLAIMED: (Kind.CLAIMED, "claimed without proof"),
        Status.EXPIRED: (Kind.RECONFIRM, "due for reconfirmation"),
    }
    return [
        DealWarning(kinds[status][0], f"{kinds[status][1]}: {process.outcomes[outcome].statement}", outcome)
        for outcome, status in standing.statuses.items()
        if status in kinds and (status is not Status.CLAIMED or process.outcomes[outcome].gate)
    ]


def _silence(deal: Deal, process: Process, standing: Standing, limits: Limits) -> list[DealWarning]:
    days = standing.days_of_silence
    if days is None or standing.customer_stage == COMPLETE:
        return []
    warn, stale, escalate = silence_limits(deal, process, standing, limits)
    text = f"customer silent for {days} days"
    for limit, kind in ((escalate, Kind.SILENCE_ESCALATE), (stale, Kind.SILENCE_STALE), (warn, Kind.SILENCE_WARN)):
        if days >= limit:
            return [DealWarning(kind, f"{text}: the limit here is {limit:g}")]
    return []


def _crm(deal: Deal, process: Process, standing: Standing, limits: Limits) -> list[DealWarning]:
    customer, crm = position(process, standing.customer_stage), crm_position(process, deal.crm_stage)
    ahead = 0 if crm is None else crm - customer
    contract, where = process.contract, f"the customer is at {process.stage_name(standing.customer_stage)!r}"
    if (
        deal.forecast.casefold() == "commit"
        and contract is not None
        and standing.statuses[contract] is not Status.MET
        and standing.open_gates
    ):
        return [DealWarning(Kind.CRM_AHEAD, f"commit with {len(standing.open_gates)} gates open")]
    if ahead >= limits.crm_ahead_stages:
        return [DealWarning(Kind.CRM_AHEAD, f"CRM {ahead} stages ahead: {where}")]
    return [DealWarning(Kind.CRM_ONE_AHEAD, f"CRM one stage ahead: {where}")] if ahead == 1 else []


def _agreed(standing: Standing, agreed: Sequence[AgreedStep]) -> list[DealWarning]:
    return [
        DealWarning(Kind.AGREED_OVERDUE, f"agreed step {days} days overdue: {step.text}", step.outcome)
        for step in agreed
        if (days := step.overdue(standing.on)) and not (step.outcome and standing.journey.state(step.outcome).proved)
    ]


def _close_date(deal: Deal, process: Process, standing: Standing, limits: Limits) -> list[DealWarning]:
    if deal.close_date is None or standing.customer_stage == COMPLETE:
        return []
    days = (deal.close_date - standing.on).days
    to_go = len(process.stages) - position(process, standing.customer_stage)
    if days < 0:
        return [DealWarning(Kind.CLOSE_DATE, f"close date {-days} days past")]
    if days <= limits.close_within_days and to_go >= limits.close_stages_to_go:
        return [DealWarning(Kind.CLOSE_DATE, f"close date in {days} days: {to_go} stages to go")]
    return []
