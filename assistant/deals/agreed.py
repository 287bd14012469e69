"""What was agreed about a deal: who does what by when, on either side."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Side(StrEnum):
    """Whose step it is."""

    CUSTOMER = "customer"
    SELLER = "seller"


class AgreedStep(BaseModel):
    """One agreed step of a deal. `who` is a name as it was said, empty where nobody was named.

    `outcome` is the outcome of the process that the step would bring, None for any other. A step is open until
    `done_on`.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=200)
    text: str = Field(max_length=500)
    who: str = Field(default="", max_length=200)
    side: Side = Side.SELLER
    outcome: str | None = None
    due: date | None = None
    agreed_by: str
    agreed_at: AwareDatetime
    done_on: date | None = None

    def overdue(self, on: date) -> int:
        """Days since it was due; 0 where it is not, or is done."""
        return 0 if self.due is None or self.done_on is not None else max(0, (on - self.due).days)
