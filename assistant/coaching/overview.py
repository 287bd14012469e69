"""One person's overview: their deals by what they need, their team's, and for an administrator the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.coaching.desk import reports_below
from assistant.coaching.telling import by_risk
from assistant.errors import RightsideError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import DealLine
    from assistant.deals.deal import Deal

A_PAGE = 10  # deals


class Page(NamedTuple):
    """Some of a list of deals, worst first: the page `at` of `pages`, the first being 0."""

    lines: tuple[DealLine, ...]
    at: int
    pages: int
    total: int


class Published(NamedTuple):
    """A process with its newest version and how many there are."""

    name: str
    version: int
    versions: int
    at: datetime
    by: str


class Health(NamedTuple):
    """Whether a part works, in a sentence."""

    part: str
    well: bool
    says: str


class Setup(NamedTuple):
    """What an administrator looks after."""

    processes: tuple[Published, ...]
    health: tuple[Health, ...]


class Overview(NamedTuple):
    """`team` and `setup` are None for who has no reports, or does not see everything; `owners` are names by id."""

    own: Page
    team: Page | None
    setup: Setup | None
    owners: dict[str, str]


def overview(desk: Desk, organisation: str, person: str, on: date, *, own: int = 0, team: int = 0) -> Overview:
    """The overview on a day, with these pages of the two lists; the last page where there are fewer."""
    asker, people = desk.person(organisation, person), desk.deals.people(organisation)
    below = reports_below(asker.id, people)

    def page(deals: Sequence[Deal], at: int) -> Page:
        return _page(desk, organisation, deals, on, at)

    mine = desk.mine(organisation, asker.id)
    others = below | {each.owner for each in mine} - {asker.id}
    return Overview(
        own=page(mine, own),
        team=page(desk.deals.deals(organisation, owners=sorted(below)), team) if below else None,
        setup=_setup(desk, organisation) if asker.sees_all else None,
        owners={each.id: each.name for each in people if each.id in others},
    )


def _page(desk: Desk, organisation: str, deals: Sequence[Deal], on: date, at: int) -> Page:
    cases = desk.cases(organisation, deals, on)
    pages = max(1, -(-len(cases) // A_PAGE))
    at = min(max(at, 0), pages - 1)
    return Page(by_risk(cases, (at + 1) * A_PAGE).deals[at * A_PAGE :], at, pages, len(cases))


def _setup(desk: Desk, organisation: str) -> Setup:
    newest = desk.processes.newest(organisation)
    published = []
    for process in newest:
        versions = desk.processes.versions(organisation, process.id)
        last = versions[0]
        published.append(Published(process.name, last.version, len(versions), last.published_at, last.published_by))

    def store() -> str:
        lacking = [each.name for each in newest if not desk.search.indexed(organisation, each.id, each.version)]
        return f"lacks {', '.join(lacking)}; run 'rightside doctor --rebuild'" if lacking else ""

    def database() -> str:
        desk.turns.recent(organisation, "", 1)
        return ""

    return Setup(tuple(published), (_health("Database", database), _health("Vector store", store)))


def _health(part: str, check: Callable[[], str]) -> Health:
    try:
        wrong = check()
    except RightsideError as error:
        wrong = str(error)
    return Health(part, not wrong, wrong or "answers")
