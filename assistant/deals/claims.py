"""What a reader proposes about a message. Proposals: code decides what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.deals.observation import Grade, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.process import Definition


class Claim(BaseModel):
    """One statement about one outcome, with the words it was read from.

    `quote` stands character for character in the message. `confidence` is between 0 and 1.
    `verdict` is `happened`, `not_yet` or `reversed`, never `withdrawn`.
    """

    model_config = ConfigDict(frozen=True)

    outcome: str
    verdict: Verdict
    grade: Grade
    quote: str
    occurred_on: date | None = None
    confidence: float = Field(ge=0, le=1)


class Reading(BaseModel):
    """What one reader found in one message.

    `claims` are certain enough to record (at most one an outcome), `questions` are not and are put to the
    person. `seller_activity` holds the words about what the seller did. `notice` says in one sentence why
    another reader than the usual one answered; `prompt` is the digest of the prompt that was used.
    """

    model_config = ConfigDict(frozen=True)

    claims: tuple[Claim, ...] = ()
    questions: tuple[Claim, ...] = ()
    seller_activity: tuple[str, ...] = ()
    reader: str
    prompt: str | None = None
    notice: str | None = None


@dataclass(frozen=True)
class ToRead:
    """A message to read, with the outcomes it could be about.

    `on` is the day the message was written, in the writer's time zone (`timezone`, an IANA name).
    `other_names` are names of other deals and accounts, whose news is not this deal's.
    `pasted` says that the text is a document of the customer's (a forwarded mail), not the rep's words.
    """

    text: str
    on: date
    definitions: Sequence[Definition]
    timezone: str = "UTC"
    other_names: Sequence[str] = field(default=())
    pasted: bool = False
