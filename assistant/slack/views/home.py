"""The Home tab: a person's deals by what they need, their team's, and for an administrator how things are set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.slack.views.parts import BOLD, deal_line
from assistant.slack.views.shown import Piece, button, buttons, note, section, title, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.overview import Overview, Page, Setup

OPEN = "open_deal"
PROCESSES_SHOWN = 20
NO_DEALS = (
    "You have no open deals here yet. Write “create deal NAME for ACCOUNT” to me under Messages, and then in plain "
    "words what the customer did."
)


class Pages(BaseModel):
    """Which page of each list is shown."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    own: int = Field(default=0, ge=0)
    team: int = Field(default=0, ge=0)

    @classmethod
    def of(cls, value: str) -> Pages:
        """The pages that a button asks for; the first ones where an older version of us made it."""
        try:
            return cls.model_validate_json(value)
        except ValidationError:
            return cls()


def home(seen: Overview, reader: str) -> dict[str, Any]:
    """The tab for one person; `reader` says who reads messages."""
    pages = Pages(own=seen.own.at, team=seen.team.at if seen.team else 0)
    own = (
        _list("own", "My deals by what they need", seen.own, pages, seen.owners)
        if seen.own.total or not seen.team
        else ()
    )
    team = _list("team", "My team's deals by what they need", seen.team, pages, seen.owners) if seen.team else ()
    return _view([*own, *team, *(_setup(seen.setup, reader) if seen.setup else ())])


def home_sentence(text: str) -> dict[str, Any]:
    """The tab where there is nothing to show, and why."""
    return _view([section([words(text, room=2500)])])


def _view(pieces: list[Piece | None]) -> dict[str, Any]:
    return {"type": "home", "blocks": [piece.block for piece in pieces if piece is not None]}


def _list(name: str, heading: str, page: Page, pages: Pages, owners: dict[str, str]) -> Iterator[Piece | None]:
    yield title(heading)
    if not page.total:
        yield section([words(NO_DEALS if name == "own" else "They have no open deals.")])
        return
    for line in page.lines:
        told = deal_line(line, owners.get(line.owner, ""))
        if told is not None:
            yield Piece(told.block | {"accessory": button("Open", OPEN, line.deal)}, told.says)
    if page.pages > 1:
        yield note(f"{page.total} open deals, page {page.at + 1} of {page.pages}")
        yield buttons(
            f"pages-{name}",
            _turned(name, "Back", page.at - 1, pages) if page.at else None,
            _turned(name, "More", page.at + 1, pages) if page.at + 1 < page.pages else None,
        )


def _turned(name: str, label: str, at: int, pages: Pages) -> dict[str, Any]:
    return button(label, f"home:{name}:{label.lower()}", pages.model_copy(update={name: at}).model_dump_json())


def _setup(setup: Setup, reader: str) -> Iterator[Piece | None]:
    yield title("Processes")
    for each in setup.processes[:PROCESSES_SHOWN]:
        count = f"; {each.versions} versions" if each.versions > 1 else ""
        yield section(
            [
                words(each.name, room=150, style=BOLD),
                words(f"version {each.version}, published {each.at:%Y-%m-%d} by {each.by}{count}", room=250),
            ]
        )
    if len(setup.processes) > PROCESSES_SHOWN:
        yield note(f"… and {len(setup.processes) - PROCESSES_SHOWN} more.")
    yield title("Health")
    yield section(
        [words("Reader", style=BOLD), words(reader)],
        *([words(part, style=BOLD), words("✓" if well else "✗"), words(says)] for part, well, says in setup.health),
    )
