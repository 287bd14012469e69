"""Outcomes in an order that cannot be: an earlier one that presupposes a later one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.check.finding import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.process import Outcome, Process

    Line = Callable[..., int]
    Alike = Callable[[str, list[str]], list[float]]

PRESUPPOSED = 0.5  # likeness of "after ..." to the later outcome's statement
SHARED, STEM = 2, 4  # words in common with it, each by its first letters
_COMMON = {word[:STEM] for word in "their that have been with from customer after once this your which".split()}
_CONDITION = re.compile(
    r"\b(?:after|once|following|as soon as|now that|based on|on the basis of|because|having)\s+(?P<what>[^,;]{6,})",
    re.IGNORECASE,
)
_STEPS = tuple(  # what can only come after what, whatever the trade
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:signs?|countersigns?)\b(?:\s+\w+){0,3}\s+(?:contract|purchase agreement|order|msa|subscription"
        r"|lease|offer)\b"
        r"|\bplaces?\s+the\s+(?:\w+\s+)?order\b",
        r"\b(?:goes?|is|are)\s+live\b|\bafter go-live\b|\binvoices\s+(?:were|are)\s+correct\b"
        r"|\baccepts?\s+(?:the\s+)?(?:deliver|finished|installed|rollout)\w*"
        r"|\bfirst invoice\b"
        r"|\bpays?\s+(?:the\s+)?(?:\w+\s+)?invoice\b|\bworks?\s+with\s+(?:it|the\s+new)\b.*\b(?:daily|every day)\b"
        r"|\bfirst\s+(?:\w+\s+)?(?:live|paying|real|regular|productive|commercial)\b|\bproduction\s+(?:system"
        r"|environment|use)\b"
        r"|\b(?:daily|live|regular|everyday)\s+(?:use|work|operation|business)\b|\brenews\b",
    )
)


def find(process: Process, line: Line, alike: Alike) -> Iterator[Finding]:
    """An outcome that speaks of a later one as done, or a use or payment in a stage before the signature's."""
    places = [
        (number, place, outcome)
        for number, stage in enumerate(process.stages)
        for place, outcome in enumerate(stage.outcomes)
    ]
    for at, (number, place, outcome) in enumerate(places):
        later = [each for stage, _, each in places[at + 1 :] if stage > number]
        presupposed = _needed(outcome, later, alike) or _too_early(outcome, later)
        if presupposed:
            yield Finding(
                line("stages", number, "outcomes", place, "statement"),
                Kind.WRONG_ORDER,
                f"outcome {outcome.id}",
                f"it presupposes {presupposed.id} (“{presupposed.statement}”), which comes in a later stage",
                f"Move it behind {presupposed.id}, or move {presupposed.id} to this stage or before.",
            )


def _needed(outcome: Outcome, later: list[Outcome], alike: Alike) -> Outcome | None:
    """The later outcome that a condition in the statement is about: it shares most of its words, or is near enough."""
    condition = _CONDITION.search(outcome.statement)
    if condition is None or not later:
        return None
    needed = _stems(condition["what"])
    shared = [len(needed & _stems(each.statement)) for each in later]
    if max(shared) >= max(SHARED, len(needed) / 2):
        return later[shared.index(max(shared))]
    near = alike(condition["what"], [each.statement for each in later])
    best = max(range(len(later)), key=near.__getitem__)
    return later[best] if near[best] >= PRESUPPOSED else None


def _stems(text: str) -> set[str]:
    """The longer words, cut to what *rental* and *rents* have in common."""
    return {word[:STEM] for word in re.findall(r"[a-z]{4,}", text.lower())} - _COMMON


def _too_early(outcome: Outcome, later: list[Outcome]) -> Outcome | None:
    """The signature in a later stage, where this is what only a signed deal has."""
    signature, after = _STEPS
    if not after.search(outcome.statement) or signature.search(outcome.statement):
        return None
    return next((each for each in later if signature.search(each.statement)), None)
