"""What a CRM tells, as it comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.deals.deal import Deal


@dataclass(frozen=True)
class Page:
    """One answer of a CRM: deals as they are now, and the ids of those that were deleted there.

    Once both are saved, `mark` is where `stream` goes on; only the CRM's adapter reads it. `total` is the number
    of deals that the stream began with; 0 where it tells no news of deals.
    """

    stream: str
    mark: str
    deals: tuple[Deal, ...] = ()
    gone: tuple[str, ...] = ()
    total: int = 0
