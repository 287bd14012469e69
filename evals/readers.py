"""What is scored: a reader of the product, or answers that any other system gave to the exported cases."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.bootstrap.readers import build_reader
from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade
from assistant.errors import OperatorError, PersonError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from assistant.coaching.ports import Reader
    from assistant.deals.claims import ToRead
    from assistant.settings import Settings
    from evals.case_files import MessageCase

LOCAL = "local"


@runtime_checkable
class PairJudge(Protocol):
    """Says of one text and one statement what became of it: chances that sum to 1."""

    @property
    def stated(self) -> float:
        """From which chance of `happened` a statement counts as what the text says."""

    def judge(self, text: str, statement: str) -> Mapping[str, float]:
        """The chances of `happened`, `not_yet`, `reversed` and `none`."""


class OnlyModel:
    """The product's model reader, without its habit of letting the local reader answer when the model does not."""

    def __init__(self, build: Callable[[], Reader]) -> None:
        self._build = build
        self._reader = build()

    def read(self, message: ToRead) -> Reading:
        """The model's claims; raises `UnavailableError` where another reader had to answer."""
        reading = self._reader.read(message)
        if reading.reader == LOCAL:
            self._reader = self._build()  # a new one, because the old one leaves the model alone for a minute
            raise UnavailableError(reading.notice or "The model did not answer.")
        return reading


def wanted(settings: Settings, which: str | None) -> str:
    """`local` or `model`: what was asked for, else what the product would use."""
    if which == "model" and settings.openai_api_key is None:
        raise OperatorError("No model key is set; set OPENAI_API_KEY, or use --reader local.")
    return which or (LOCAL if settings.openai_api_key is None else "model")


def product_reader(settings: Settings, which: str) -> Reader:
    """The local reader, or the model with its answers alone."""
    return build_reader(settings, LOCAL) if which == LOCAL else OnlyModel(lambda: build_reader(settings, which))


class _Given(BaseModel):
    """One claim as another system may give it: outcome and verdict are enough."""

    model_config = ConfigDict(extra="ignore")

    outcome: str
    verdict: str
    grade: Grade = Grade.ASSERTED
    quote: str = ""
    occurred_on: str | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)

    def claim(self) -> Claim:
        return Claim.model_validate(self.model_dump())


class _Line(BaseModel):
    """One line of an answers file; keys beyond these are left aside."""

    model_config = ConfigDict(extra="ignore")

    case: str
    claims: list[_Given] = []
    questions: list[_Given] = []
    seller_activity: list[str] = []
    error: str | None = None


@dataclass(frozen=True)
class Answers:
    """The answers of a file, by case. `bad` holds what was wrong with the answer to a case."""

    name: str
    readings: Mapping[str, Reading] = field(default_factory=dict)
    bad: Mapping[str, str] = field(default_factory=dict)

    def answer(self, case: MessageCase) -> Reading:
        """The answer to one case; raises `UnavailableError` where there is none that can be scored."""
        if case.id in self.bad:
            raise UnavailableError(self.bad[case.id])
        if case.id not in self.readings:
            raise UnavailableError("The file has no answer to this case.")
        return self.readings[case.id]


def answers(path: Path) -> Answers:
    """Read a file with one `{"case": id, "claims": [...]}` a line; `PersonError` names the line it cannot use."""
    readings: dict[str, Reading] = {}
    bad: dict[str, str] = {}
    for number, raw in _lines(path):
        if not isinstance(raw, dict) or not isinstance(case := raw.get("case"), str):
            raise PersonError(f'{path}, line {number}: give an object with the id of a case under "case".')
        if case in readings or case in bad:
            raise PersonError(f"{path}, line {number}: {case} was answered before; give each case one answer.")
        try:
            line = _Line.model_validate(raw)
            if line.error is not None:
                bad[case] = line.error
                continue
            readings[case] = Reading(
                claims=tuple(each.claim() for each in line.claims),
                questions=tuple(each.claim() for each in line.questions),
                seller_activity=tuple(line.seller_activity),
                reader=path.stem,
            )
        except ValidationError as error:
            fault = error.errors()[0]
            bad[case] = f"The answer cannot be read ({'.'.join(map(str, fault['loc']))}: {fault['msg']})."
    return Answers(path.stem, readings, bad)


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PersonError(f"{path} cannot be read; give a UTF-8 file with one JSON object a line.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise PersonError(f"{path}, line {number}: not JSON ({error}); write one object a line.") from error


def exported(cases: list[MessageCase], name: str) -> Iterator[dict[str, Any]]:
    """The cases as another system needs them, without what they say: message, day, process, other deals' names."""
    for case in cases:
        yield {
            "case": case.id,
            "set": name,
            "split": case.split,
            "message": case.said.message,
            "on": case.on.isoformat(),
            "timezone": case.said.timezone,
            "other_names": list(case.other_names),
            "process": case.process.model_dump(mode="json", exclude_defaults=True),
        }
