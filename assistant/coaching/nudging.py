"""A person's digest on a day: their deals that need them, and the team's news for a manager. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from assistant.coaching.desk import reports_below
from assistant.coaching.update import NOT_AGAIN
from assistant.deals.nudge_team import NO_NEWS, TeamNews, answered_nothing, team_news
from assistant.deals.nudges import AGAIN_DAYS, Decision, Response, Shown, decide

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.deals.deal import Person
    from assistant.deals.nudge_preferences import Preferences


class Digest(NamedTuple):
    """What a person is to be told on a day, and why nothing else.

    `cases` are their own open deals. `names` are people by id. `skip` are the outcomes of a deal that were answered
    with "don't know" this week.
    """

    person: Person
    on: date
    preferences: Preferences
    decision: Decision
    team: TeamNews
    cases: tuple[Case, ...]
    names: Mapping[str, str]
    skip: Mapping[str, Collection[str]]

    @property
    def manager(self) -> str:
        """The name of the person's manager; empty where nobody is known."""
        return self.names.get(self.person.manager or "", "")

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What is to be kept once it was sent."""
        who = self.person.id
        return (
            *(Shown(who, each.looked.deal.id, each.item, self.on) for each in self.decision.nudges),
            *(Shown(who, each.looked.deal.id, each.item, self.on, to_manager=True) for each in self.team.shown),
        )


def receivers(desk: Desk, organisation: str, people: Sequence[Person]) -> tuple[list[Person], int]:
    """Everybody who may get a digest: who owns open deals or manages somebody; and how many deals are nobody's.

    Nobody's is a deal without an owner, or whose owner is not in the organisation any more.
    """
    owners = [deal.owner for deal in desk.deals.deals(organisation)]
    known, managers = {each.id for each in people}, {each.manager for each in people}
    asked = managers | set(owners)
    return [each for each in people if each.id in asked], sum(owner not in known for owner in owners)


def digest(desk: Desk, organisation: str, person: Person, people: Sequence[Person], on: date) -> Digest:
    """A person's digest on a day; `people` is everybody of the organisation."""
    reports = [each.id for each in people if each.manager == person.id != each.id]
    below = reports_below(person.id, people) if reports else set()
    deals = desk.deals.deals(organisation, owners=[person.id, *sorted(below)])
    cases: dict[str, list[Case]] = defaultdict(list)
    for each in desk.cases(organisation, deals, on):
        cases[each.deal.owner].append(each)
    told = [person.id, *reports]
    history, preferences = _history(desk, organisation, told, on), desk.nudges.preferences(organisation, told)
    decisions = {each: decide(cases[each], preferences[each], history[each], on) for each in told}
    own, team = decisions[person.id], NO_NEWS
    if not preferences[person.id].all_muted:
        team = team_news(
            (case for owner in sorted(below) for case in cases[owner]),
            [nudge for each in reports for nudge in decisions[each].escalations],
            history[person.id],
            [each for each in reports if answered_nothing(history[each], on)],
        )
    since = datetime.combine(on, time(), UTC) - NOT_AGAIN
    asked = [each.looked.deal.id for each in own.nudges]
    skip = {deal: desk.turns.asked(organisation, deal, since) for deal in asked}
    names = {each.id: each.name for each in people}
    return Digest(person, on, preferences[person.id], own, team, tuple(cases[person.id]), names, skip)


def _history(desk: Desk, organisation: str, people: Sequence[str], on: date) -> dict[str, list[Shown]]:
    """What each was shown before the day; where an observation of the deal followed within a week, that answers it."""
    known = desk.nudges.shown(organisation, people)
    past = {each: [shown for shown in known.get(each, ()) if shown.on <= on] for each in people}
    open_ = [each for some in past.values() for each in some if each.response is None and not each.to_manager]
    if not open_:
        return past
    deals, first = sorted({each.deal for each in open_}), min(each.on for each in open_)
    entries = desk.ledger.since(organisation, deals, first)
    days = {deal: [each.recorded_at.date() for each in some] for deal, some in entries.items()}

    def settled(each: Shown) -> Shown:
        end = min(each.on + timedelta(days=AGAIN_DAYS - 1), on)
        followed = any(each.on <= day <= end for day in days.get(each.deal, ()))
        return each._replace(response=Response.ANSWERED) if followed and each.response is None else each

    return {person: [settled(each) for each in some] for person, some in past.items()}
