"""The floors that a change must not go below, kept in floors.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from assistant.errors import PersonError
from evals.results import Below, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evals.figures import Figure
    from evals.results import SetResult

FLOORS = Path(__file__).parent / "floors.yaml"
EVERY, ALL = "every set", "all"


class Floor(BaseModel):
    """The smallest or the largest value that is still good enough."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if isinstance(given, dict) and len(given) != 1:
            raise ValueError("give at_least or at_most")
        return given

    def holds(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0.0)

    def __str__(self) -> str:
        return f"at least {self.at_least}" if self.at_least is not None else f"at most {self.at_most}"


Floors = dict[str, dict[str, dict[str, Floor]]]  # set, part of it (or all), figure


def read(path: Path = FLOORS) -> Floors:
    """The floors of a file; `PersonError` says what is wrong with it."""
    try:
        return TypeAdapter(Floors).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError, yaml.YAMLError) as error:
        raise PersonError(f"{path} holds no floors ({error}).") from error


def below(results: Sequence[SetResult], floors: Floors) -> list[Below]:
    """Every figure that is not good enough, or that could not be had; sets and parts that were not run have no say."""
    return [
        Below(name=result.name, figure=f"{part}: {name}", value=figure.value if figure else None, floor=str(floor))
        for result in results
        if result.state is not State.SKIPPED
        for part, name, floor, figure in _checked(result, floors)
        if figure is None or figure.value is None or not floor.holds(figure.value)
    ]


def _checked(result: SetResult, floors: Floors) -> Iterator[tuple[str, str, Floor, Figure | None]]:
    for source in (floors.get(EVERY, {}) if result.state is State.SCORED else {}, floors.get(result.name, {})):
        for part, wanted in source.items():
            figures = result.figures if part == ALL else result.parts.get(part)
            if figures is not None:
                yield from ((part, name, floor, figures.get(name)) for name, floor in wanted.items())
