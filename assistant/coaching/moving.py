"""What a new version means for the deals that follow the process; they move to it by command alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.deals.replay import customer_stage, replay
from knowledge.process import COMPLETE
from knowledge.versions import differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.coaching.desk import Desk
    from assistant.deals.deal import Deal
    from knowledge.process import Process


@dataclass(frozen=True)
class Move:
    """A deal that would follow another version, and the names of its customer's stage before and after."""

    deal: Deal
    version: int
    before: str
    after: str
    back: bool

    @property
    def changes_stage(self) -> bool:
        """Whether the customer would stand elsewhere."""
        return self.before != self.after


@dataclass(frozen=True)
class Plan:
    """What publishing would change: in words, and where each deal would stand if it were moved to the new version."""

    process: Process
    newest: Process | None
    changes: tuple[str, ...]
    moves: tuple[Move, ...]

    @property
    def elsewhere(self) -> tuple[Move, ...]:
        """The deals whose customer stage would change."""
        return tuple(move for move in self.moves if move.changes_stage)


def plan(desk: Desk, organisation: str, process: Process) -> Plan:
    """What a definition would change, compared with the newest version and with the open deals on any version."""
    newest = desk.processes.get(organisation, process.id)
    if newest is None:
        return Plan(process, None, (), ())
    coming = process.model_copy(update={"version": max(process.version, newest.version + 1)})
    return Plan(coming, newest, tuple(differences(newest, process)), moves(desk, organisation, coming))


def moves(desk: Desk, organisation: str, process: Process, deals: Sequence[Deal] | None = None) -> tuple[Move, ...]:
    """Where each of these deals (all open ones that follow the process where None) would stand on this version."""
    following = [
        each
        for each in (desk.deals.deals(organisation) if deals is None else deals)
        if each.process == process.id and each.process_version != process.version
    ]
    ledgers = desk.ledger.ledgers(organisation, [each.id for each in following])
    found = []
    for deal in following:
        old = desk.process_for(organisation, deal)
        ledger = ledgers.get(deal.id, ())
        before, after = (customer_stage(each, replay(each, ledger).states) for each in (old, process))
        back = _place(process, after) < _place(process, before, else_place=_place(old, before))
        found.append(Move(deal, old.version, old.stage_name(before), process.stage_name(after), back))
    return tuple(found)


def move(desk: Desk, organisation: str, process: Process, deals: Sequence[Deal]) -> tuple[Move, ...]:
    """Let these deals follow this version from now on. Nothing in a ledger changes."""
    done = moves(desk, organisation, process, deals)
    for each in done:
        desk.ledger.move(organisation, each.deal.id, process)
    return done


def _place(process: Process, stage: str, else_place: int | None = None) -> int:
    """A stage's number in a process, the finished journey last; `else_place` where it has no such stage."""
    order = [*(each.id for each in process.stages), COMPLETE]
    return order.index(stage) if stage in order or else_place is None else else_place
