"""For which deals a process is: conditions that no deal meets, and processes that fit the same deal equally well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.check.finding import Finding, Kind
from knowledge.process import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from knowledge.process import Condition, Process

    Line = Callable[..., int]


def find(process: Process, line: Line, others: Sequence[Process]) -> Iterator[Finding]:
    """Keys of `applies_to` that exclude each other, and `others` that tie with this process for some deal."""
    named: dict[str, str] = {}
    for key, condition in process.applies_to.items():
        first = named.setdefault(key.strip().casefold(), key)
        if first != key and not _meet(process.applies_to[first], condition):
            reason = f"no deal can have both this and `{first}`: upper and lower case are the same here"
            yield Finding(line("applies_to", key), Kind.UNREACHABLE, "applies_to", reason, "Keep one of the two keys.")
    for other in others:
        if other.id != process.id and (tied := tie(process, other)):
            yield Finding(
                line("applies_to"),
                Kind.OVERLAP,
                "applies_to",
                tied,
                "Give one of the two another key in `applies_to`, or values that the other has not.",
            )


def tie(one: Process, other: Process) -> str | None:
    """Why a deal could fit both processes equally well; None where none could."""
    if len(one.applies_to) != len(other.applies_to):
        return None
    theirs = {key.strip().casefold(): condition for key, condition in other.applies_to.items()}
    for key, condition in one.applies_to.items():
        same = theirs.get(key.strip().casefold())
        if same is not None and not _meet(condition, same):
            return None
    looked_at = ", ".join(dict.fromkeys([*one.applies_to, *other.applies_to])) or "nothing"
    return f"a deal can fit this process and {other.id} equally well (by {looked_at}), and then neither is taken"


def _meet(one: Condition, other: Condition) -> bool:
    """Whether some value meets both conditions."""
    if isinstance(one, Range) and isinstance(other, Range):
        lowest = max(-float("inf") if each.min is None else each.min for each in (one, other))
        return lowest <= min(float("inf") if each.max is None else each.max for each in (one, other))
    if isinstance(one, Range) or isinstance(other, Range):
        span, values = (one, other) if isinstance(one, Range) else (other, one)
        return any(_inside(value, span) for value in _values(values))
    return any(_same(a, b) for a in _values(one) for b in _values(other))


def _values(condition: Condition) -> tuple[object, ...]:
    return (condition,) if isinstance(condition, str) else tuple(condition) if isinstance(condition, tuple) else ()


def _inside(value: object, span: object) -> bool:
    try:
        number = float(str(value))
    except ValueError:
        return False
    return (
        isinstance(span, Range)
        and (span.min is None or number >= span.min)
        and (span.max is None or number <= span.max)
    )


def _same(one: object, other: object) -> bool:
    a, b = str(one).strip().casefold(), str(other).strip().casefold()
    if a.endswith("*") and b.endswith("*"):
        return a[:-1].startswith(b[:-1]) or b[:-1].startswith(a[:-1])
    if a.endswith("*"):
        return b.startswith(a[:-1])
    return a.startswith(b[:-1]) if b.endswith("*") else a == b
