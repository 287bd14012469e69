"""What every use case works with: the ports, and a deal opened on the desk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.coaching.case import Case, opened
from assistant.coaching.stopping import Stops
from assistant.coaching.turns import Asked, Turn
from assistant.deals.deal import Deal, Person
from assistant.deals.replay import Journey
from assistant.deals.standing import stand_on
from assistant.errors import PersonError
from knowledge.library import NoProcessAppliesError, ProcessChoiceError, choose, content_digest, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from assistant.coaching.kept_ports import Agreed, Feedbacks, Inspections, Nudges
    from assistant.coaching.messages import _Incoming
    from assistant.coaching.ports import (
        ChatModel,
        Deals,
        Ledger,
        Playbooks,
        Processes,
        ProcessSearch,
        Reader,
        Stories,
        Turns,
    )
    from assistant.coaching.reply import Reply
    from assistant.coaching.turns import Exercise
    from knowledge.process import Process

NO_PROCESS = "No process is published yet; publish one with 'rightside process publish FILE'."


@dataclass(frozen=True)
class Desk:
    """The ports a coach is built from."""

    reader: Reader
    search: ProcessSearch
    processes: Processes
    deals: Deals
    ledger: Ledger
    turns: Turns
    playbooks: Playbooks
    stories: Stories
    agreed: Agreed
    inspections: Inspections
    feedback: Feedbacks
    nudges: Nudges
    chat: ChatModel | None = None
    stops: Stops = field(default_factory=Stops)
    askable: Callable[[str], bool] = lambda _question: True

    def person(self, organisation: str, person: str) -> Person:
        """The person, or somebody new who owns nothing yet."""
        return self.deals.person(organisation, person) or Person(id=person, name=person)

    def called(self, organisation: str, wanted: str) -> tuple[Person, ...]:
        """Everybody of this id, name or e-mail address, whatever its case; nobody where nothing is wanted."""
        said = wanted.strip().casefold()
        people = self.deals.people(organisation) if said else ()
        return tuple(each for each in people if said in {text.casefold() for text in (each.id, each.name, each.email)})

    def one_called(self, organisation: str, wanted: str) -> Person:
        """The one person so called; `PersonError` where there is none, or more than one."""
        found = self.called(organisation, wanted)
        if len(found) != 1:
            many = "More than one person" if found else "Nobody"
            raise PersonError(f"{many} here is called {wanted!r}; give the e-mail address.")
        return found[0]

    def visible(self, organisation: str, person: str, state: str | None = "open") -> tuple[Deal, ...]:
        """The deals this person may see: own and shared ones, the reports' below, or all for an administrator."""
        owners = self.owners(organisation, person)
        return self.deals.deals(organisation, owners=owners, shared_with=person, state=state)

    def owners(self, organisation: str, person: str) -> list[str] | None:
        """Whose deals this person may see: own and the reports' below; None stands for everybody's."""
        asker = self.person(organisation, person)
        return None if asker.sees_all else [asker.id, *reports_below(asker.id, self.deals.people(organisation))]

    def mine(self, organisation: str, person: str) -> tuple[Deal, ...]:
        """The person's own open deals, and those that are shared with them."""
        return self.deals.deals(organisation, owners=[person], shared_with=person)

    def choosable(self, organisation: str, person: str, typed: str, limit: int) -> tuple[Deal, ...]:
        """The first of the open deals that this person may see and whose name has what they typed: own ones first."""
        owners = self.owners(organisation, person)
        return self.deals.find(organisation, typed.strip(), person, owners=owners, limit=limit)

    def seers(self, organisation: str, deal: Deal) -> set[str]:
        """The ids of everybody who may see a deal."""
        return {*in_charge(deal.owner, self.deals.people(organisation)), *self.deals.sharers(organisation, deal.id)}

    def deal(self, organisation: str, person: str, deal: str) -> Deal:
        """One deal by id; `PersonError` where there is none that this person may see."""
        found = self.deals.deal(organisation, deal)
        if found is not None and person in self.seers(organisation, found):
            return found
        raise PersonError(f"There is no deal {deal!r} that you may see; ask for 'my deals' to see them.")

    def case(self, organisation: str, deal: Deal, on: date) -> Case:
        """Open a deal: its process, its ledger, its standing with all that is recorded, on a day."""
        process = self.process_for(organisation, deal)
        agreed = self.agreed.of(organisation, [deal.id]).get(deal.id, ())
        case = opened(deal, process, self.ledger.observations(organisation, deal.id), on, agreed)
        people = {deal.owner, *(each.reported_by for each in case.ledger)} - {""}
        names = {each: found.name for each in people if (found := self.deals.person(organisation, each))}
        return replace(case, names=names)

    def cases(self, organisation: str, deals: Sequence[Deal], on: date) -> list[Case]:
        """Many deals from their stored journeys, without their ledgers: nothing is replayed.

        Deals to which no process applies are left out: there is nothing to say about them yet.
        """
        ids = [deal.id for deal in deals]
        journeys, agreed = self.ledger.journeys(organisation, ids), self.agreed.of(organisation, ids)
        newest = self.processes.newest(organisation)
        versions, chooser = {(each.id, each.version): each for each in newest}, Chooser(newest)
        found = []
        for deal in deals:
            key = (deal.process or "", deal.process_version or 0)
            if deal.process is not None and key not in versions:
                versions[key] = self.process_for(organisation, deal)
            try:
                process = versions.get(key) or chooser.choose(deal)
            except ProcessChoiceError:
                continue
            standing = stand_on(process, journeys.get(deal.id, Journey()), on)
            found.append(Case(deal, process, (), standing, agreed.get(deal.id, ())))
        return found

    def process_for(self, organisation: str, deal: Deal) -> Process:
        """The version the deal started with; for a new deal the one chosen by its attributes."""
        if deal.process is not None:
            pinned = self.processes.get(organisation, deal.process, deal.process_version)
            if pinned is not None:
                return pinned
        newest = self.processes.newest(organisation)
        if not newest:
            raise PersonError(NO_PROCESS)
        try:
            return Chooser(newest).choose(deal)
        except ProcessChoiceError as error:
            raise PersonError(f"Deal {deal.name!r}: {error}") from error

    def opened(self, incoming: _Incoming, deal: str | None = None) -> Case:
        """The case an incoming turn names outright; `PersonError` where the person may not see it."""
        wanted = deal or incoming.deal
        if wanted is None:
            raise PersonError("Say which deal this is about.")
        found = self.deal(incoming.organisation, incoming.person, wanted)
        return self.case(incoming.organisation, found, local_time(incoming).date())

    def keep(
        self,
        incoming: _Incoming,
        reply: Reply,
        *,
        deal: str | None = None,
        waiting: str | None = None,
        exercise: Exercise | None = None,
        asked: tuple[Asked, ...] | None = None,
    ) -> Reply:
        """Remember a turn that recorded nothing, and hand its reply on.

        `asked` are the reply's questions where there are claims behind them.
        """
        self.stops.check(incoming)
        self.turns.save(
            incoming.organisation,
            Turn(
                id=incoming.id,
                conversation=incoming.conversation,
                person=incoming.person,
                at=incoming.at,
                deal=deal,
                asked=asked or tuple(Asked(outcome=each.outcome) for each in reply.questions),
                waiting=waiting,
                exercise=exercise,
                reply=reply.model_dump_json(),
            ),
        )
        return reply


class Chooser:
    """Chooses the process for new deals: the organisation's own come before those that ship with Rightside."""

    def __init__(self, processes: Sequence[Process]) -> None:
        ours = {content_digest(process) for process, _ in shipped()}
        self._own = [each for each in processes if content_digest(each) not in ours]
        self._shipped = [each for each in processes if content_digest(each) in ours]

    def choose(self, deal: Deal) -> Process:
        """Raises `ProcessChoiceError`."""
        known = attributes(deal)
        try:
            return choose(self._own, known)
        except NoProcessAppliesError:
            return choose(self._shipped, known)


def attributes(deal: Deal) -> dict[str, str | float]:
    """What `applies_to` may look at: the deal's attributes and its amount."""
    amount = {} if deal.amount is None else {"amount": float(deal.amount)}
    return {**amount, **deal.attributes}


def reports_below(manager: str, people: Sequence[Person]) -> set[str]:
    """The ids of everybody who reports to this manager, directly or not."""
    below: set[str] = set()
    level = {manager}
    while level:
        level = {each.id for each in people if each.manager in level} - below - {manager}
        below |= level
    return below


def in_charge(owner: str, people: Sequence[Person]) -> set[str]:
    """The ids of a deal's owner, of the managers above, and of every administrator."""
    managers = {each.id: each.manager for each in people}
    found, here = {each.id for each in people if each.sees_all}, owner or None
    above: set[str] = set()
    while here is not None and here not in above:
        above.add(here)
        here = managers.get(here)
    return found | above


def local_time(message: _Incoming) -> datetime:
    """When the message was written, with the person's own offset: its date is their day."""
    try:
        return message.at.astimezone(ZoneInfo(message.timezone))
    except (ZoneInfoNotFoundError, ValueError):
        return message.at
