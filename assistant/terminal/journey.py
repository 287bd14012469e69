"""A process as the terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

if TYPE_CHECKING:
    from knowledge.process import Process, Stage


def journey(process: Process) -> Group:
    """The customer's steps with their outcomes, and under each the seller's."""
    head = Text.assemble((process.name, "bold"), (f"  [{process.id}, version {process.version}]", "dim"))
    return Group(head, *(_stage(number, stage) for number, stage in enumerate(process.stages, 1)))


def _stage(number: int, stage: Stage) -> Text:
    text = Text.assemble(f"\n{number}. ", (stage.name, "bold cyan"))
    if stage.customer_goal:
        text.append(f"\n   {stage.customer_goal}", style="italic")
    for outcome in stage.outcomes:
        text.append("\n   ◆ " if outcome.gate else "\n   ◇ ", style="green")
        text.append(outcome.statement)
        text.append(f"  [{outcome.id}]", style="dim")
    if stage.seller_step:
        text.append(f"\n   You: {stage.seller_step}", style="bold")
    for action in stage.seller_actions:
        text.append(f"\n   → {action.action}")
        text.append(f"  ({action.purpose.value}: {', '.join(action.advances)})", style="dim")
    for signal in stage.backward_signals:
        text.append(f"\n   ↩ {signal.signal}", style="magenta")
        text.append(f"  (takes back: {', '.join(signal.reverses)})", style="dim")
    return text
