"""The picture of a deal's process, for a file in Slack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from assistant.pictures.process_map import described, draw
from assistant.pictures.saving import as_file
from assistant.slack.views.shown import clipped

if TYPE_CHECKING:
    from assistant.coaching.case import Case

LONGEST_ALT, LONGEST_TITLE = 1000, 200


class Picture(NamedTuple):
    """A PNG with its name, title and description in words."""

    png: bytes
    filename: str
    title: str
    described: str


def pictured(case: Case) -> Picture:
    """The map of a deal's process, with where its customer is."""
    png = as_file(lambda out: draw(case.process, out, standing=case.standing, title=case.deal.name))
    name = re.sub(r"[^\w-]+", "-", case.deal.name).strip("-")[:60]
    return Picture(
        png,
        f"{name or 'map'}.png",
        clipped(case.deal.name, LONGEST_TITLE),
        clipped(described(case.process, case.standing), LONGEST_ALT),
    )
