"""Which buying process is a deal's own, and the processes that ship (docs/process-file.md)."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import TYPE_CHECKING

from knowledge.process import Process, Range
from knowledge.process_file import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.process import Condition, Scalar

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]{1,3})?")


class ProcessChoiceError(LookupError):
    """No single process could be chosen; `candidates` are the ones in question."""

    def __init__(self, sentence: str, candidates: Sequence[Process]) -> None:
        self.candidates = tuple(candidates)
        super().__init__(sentence)


class NoProcessAppliesError(ProcessChoiceError):
    """No process matches the deal's attributes; `candidates` are all that were looked at."""

    def __init__(self, candidates: Sequence[Process], attributes: Mapping[str, object]) -> None:
        super().__init__(
            f"No buying process applies to this deal ({_told(attributes)}). "
            "Publish one that has no applies_to, or set the deal's attributes so that one matches.",
            candidates,
        )


class SeveralProcessesApplyError(ProcessChoiceError):
    """Several processes match equally well; `candidates` are those."""

    def __init__(self, candidates: Sequence[Process], attributes: Mapping[str, object]) -> None:
        ids = ", ".join(process.id for process in candidates)
        super().__init__(
            f"Several buying processes apply equally well to this deal ({_told(attributes)}): {ids}. "
            "Choose one for the deal, or give one of them another key in applies_to.",
            candidates,
        )


def choose(processes: Iterable[Process], attributes: Mapping[str, object]) -> Process:
    """The process whose `applies_to` matches a deal's attributes with the most keys.

    Raises `NoProcessAppliesError` or `SeveralProcessesApplyError`.
    """
    looked_at = list(processes)
    matching = [process for process in looked_at if _match(process, attributes)[0]]
    if not matching:
        raise NoProcessAppliesError(looked_at, attributes)
    most = max(len(process.applies_to) for process in matching)
    best = [process for process in matching if len(process.applies_to) == most]
    if len(best) > 1:
        raise SeveralProcessesApplyError(best, attributes)
    return best[0]


def explain(processes: Iterable[Process], attributes: Mapping[str, object]) -> list[tuple[str, bool, str]]:
    """For each process its id, whether it matches, and why, in the order given."""
    return [(process.id, *_match(process, attributes)) for process in processes]


@cache
def shipped() -> tuple[tuple[Process, str], ...]:
    """The processes that come with Rightside, each with the text of its file, by file name."""
    folder = resources.files("knowledge") / "processes"
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    texts = [(each.name, each.read_text(encoding="utf-8")) for each in files]
    return tuple((parse(text, name), text) for name, text in texts)


def content_digest(process: Process) -> str:
    """Changes exactly when the content does: the version, and how the file is laid out, do not count."""
    content = process.model_dump(mode="json", exclude={"version"})
    return blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()


def _match(process: Process, attributes: Mapping[str, object]) -> tuple[bool, str]:
    if not process.applies_to:
        return True, "It applies to every deal."
    given = {key.strip().casefold(): value for key, value in attributes.items()}
    judged = [
        _judge(key, condition, given.get(key.strip().casefold())) for key, condition in process.applies_to.items()
    ]
    against = [reason for matches, reason in judged if not matches]
    return not against, "; ".join(against or [reason for _, reason in judged]) + "."


def _judge(key: str, condition: Condition, value: object) -> tuple[bool, str]:
    wanted = _wanted(condition)
    if value is None or not str(value).strip():
        return False, f"{key} is not known and must be {wanted}"
    matches = _in_range(condition, value) if isinstance(condition, Range) else _in_list(condition, value)
    return matches, f"{key} is {value}" + (f", which is {wanted}" if matches else f" and must be {wanted}")


def _wanted(condition: Condition) -> str:
    if isinstance(condition, Range):
        ends = (("at least", condition.min), ("at most", condition.max))
        return " and ".join(f"{word} {end:.15g}" for word, end in ends if end is not None)
    values = [condition] if isinstance(condition, str) else list(map(str, condition))
    return " or ".join(f"{value[:-1]}…" if value.endswith("*") else value for value in values)


def _in_range(ends: Range, value: object) -> bool:
    number = _number(value)
    if number is None:
        return False
    return (ends.min is None or number >= ends.min) and (ends.max is None or number <= ends.max)


def _in_list(condition: tuple[Scalar, ...] | str, value: object) -> bool:
    wanted: tuple[Scalar, ...] = (condition,) if isinstance(condition, str) else condition
    return any(_same(each, value) for each in wanted)


def _same(wanted: Scalar, value: object) -> bool:
    """Equal as text, whatever the case; as numbers; or with the prefix before a final star."""
    text = str(value).strip().casefold()
    if isinstance(wanted, str) and wanted.rstrip().endswith("*"):
        return text.startswith(wanted.strip().casefold()[:-1])
    if str(wanted).strip().casefold() == text:
        return True
    number = _number(wanted)
    return number is not None and number == _number(value)


def _number(value: object) -> float | None:
    """A number, or a text that is one; True and False are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        return None
    if not isinstance(value, (str, int, float, Decimal)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _told(attributes: Mapping[str, object]) -> str:
    known = [f"{key} {value}" for key, value in attributes.items() if value is not None and str(value).strip()]
    return ", ".join(known) or "no attributes are known"
