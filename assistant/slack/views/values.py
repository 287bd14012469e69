"""What a button carries: which deal, outcome and thread it is about, as compact JSON."""

from __future__ import annotations

from os.path import commonprefix

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.coaching.turns import Rating
from assistant.errors import PersonError

LONGEST_VALUE = 2000  # characters, Slack's limit of a button's value
STATEMENT_SHOWN = 250


class Carried(BaseModel):
    """A button's cargo. `thread` is the ts of the thread the button is in, `channel` is for modals alone.

    `observations` are kept as their common beginning and the rest of each, since ids of one turn are alike. `offer` is
    the turn that put claims for confirmation, `chosen` which of them.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    deal: str = Field(alias="d")
    outcome: str | None = Field(default=None, alias="o")
    statement: str | None = Field(default=None, alias="s")
    thread: str | None = Field(default=None, alias="t")
    channel: str | None = Field(default=None, alias="c")
    beginning: str = Field(default="", alias="b")
    rests: tuple[str, ...] = Field(default=(), alias="r")
    offer: str | None = Field(default=None, alias="f")
    chosen: tuple[int, ...] = Field(default=(), alias="n")

    @property
    def observations(self) -> tuple[str, ...]:
        """The observations' ids."""
        return tuple(self.beginning + rest for rest in self.rests)

    def packed(self) -> str | None:
        """The button's value; None where Slack's limit is too small for it."""
        value = self.model_dump_json(by_alias=True, exclude_defaults=True)
        return value if len(value) <= LONGEST_VALUE else None


def carrying(deal: str, observations: tuple[str, ...], thread: str | None) -> Carried:
    """The cargo of an *Undo* button."""
    beginning = commonprefix(observations)  # noqa: RUF071 - ids are no paths
    return Carried(
        deal=deal, thread=thread, beginning=beginning, rests=tuple(each[len(beginning) :] for each in observations)
    )


def rated(value: Rating, turn: str) -> str:
    """What a feedback button carries."""
    return f"{value}:{turn}"


def rating(value: str) -> tuple[Rating, str]:
    """What was thought of which turn; `PersonError` where an older version of us made the button."""
    said, _, turn = value.partition(":")
    if said not in set(Rating) or not turn:
        raise PersonError("That button is from an older version.")
    return Rating(said), turn


def unpacked(value: str) -> Carried:
    """The cargo of a pressed button; `PersonError` where an older version of us made the button."""
    try:
        return Carried.model_validate_json(value)
    except ValidationError as error:
        raise PersonError("That button is from an older version; ask “where is …?” for fresh ones.") from error
