"""What the use cases need from the outside: small protocols, in the project's own types.

Every method takes the organisation as its first argument; nothing is ever read across organisations.
Adapters raise only errors of `assistant.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from assistant.coaching.turns import Feedback, Turn
    from assistant.deals.agreed import AgreedStep
    from assistant.deals.claims import Reading, ToRead
    from assistant.deals.deal import Deal, DealState, Person
    from assistant.deals.inspected import Inspected
    from assistant.deals.observation import Observation
    from assistant.deals.replay import Journey
    from knowledge.drafting.stories import Story
    from knowledge.entries import Entry, Passage
    from knowledge.model import Form
    from knowledge.playbook import Playbook
    from knowledge.process import Process
    from knowledge.versions import Version


class Reader(Protocol):
    """Reads one message into proposed claims."""

    def read(self, message: ToRead) -> Reading:
        """The claims of this message; raises `UnavailableError` where no answer could be had."""


class ChatModel(Protocol):
    """A language model: it proposes words, and code checks them."""

    def answer(self, system: str, user: str, form: type[Form]) -> Form:
        """An answer in this form to `user`, under the rules of `system`; raises as a `Reader` does."""


class ProcessSearch(Protocol):
    """The vector store of process definitions, one collection an organisation."""

    def index(self, organisation: str, process: Process) -> int:
        """Index one version of a process; unchanged texts are not embedded again. Returns how many were."""

    def put(self, organisation: str, process: str, version: int, entries: Sequence[Entry]) -> int:
        """Make these the entries of a version, `knowledge.entries.PLAYBOOKS` included; returns as `index` does."""

    def indexed(self, organisation: str, process: str, version: int) -> bool:
        """Whether this version has entries in the store."""

    def find(
        self,
        organisation: str,
        process: str,
        version: int,
        texts: Sequence[str],
        *,
        kinds: Sequence[str] = (),
        limit: int = 5,
    ) -> tuple[Passage, ...]:
        """The entries nearest to any of the texts, best first, each entry once."""


class Processes(Protocol):
    """The published versions of an organisation's processes."""

    def publish(
        self, organisation: str, process: Process, source: str, *, by: str, at: datetime, note: str = ""
    ) -> Process:
        """Store the next version; the same content as the newest version publishes nothing and returns it."""

    def versions(self, organisation: str, process: str) -> tuple[Version, ...]:
        """Every version of a process, the newest first, with the text of its file."""

    def get(self, organisation: str, process: str, version: int | None = None) -> Process | None:
        """One version, the newest by default."""

    def all_versions(self, organisation: str) -> tuple[Process, ...]:
        """Every version of every process."""

    def newest(self, organisation: str) -> tuple[Process, ...]:
        """The newest version of each process, by id."""


class Playbooks(Protocol):
    """The playbooks that stand beside the processes, whatever their versions."""

    def save(self, organisation: str, process: str, playbook: Playbook, *, by: str, at: datetime) -> None:
        """Keep a playbook, in place of one of the same name."""

    def of(self, organisation: str, process: str) -> tuple[Playbook, ...]:
        """The playbooks of a process, by name."""

    def remove(self, organisation: str, process: str, name: str) -> bool:
        """Remove one; whether it was there."""


class Stories(Protocol):
    """Purchases as they were told in a conversation, kept with the tellers' consent."""

    def save(self, organisation: str, story: str, told: Story) -> None:
        """Keep a story under its id, in place of what was told of it before."""

    def all(self, organisation: str) -> tuple[tuple[str, Story], ...]:
        """Every story with its id, by id."""

    def forget(self, organisation: str, story: str) -> bool:
        """Erase one; whether it was there."""


class Feedbacks(Protocol):
    """What people thought of replies."""

    def keep(self, organisation: str, feedback: Feedback) -> None:
        """Keep it, in place of what the same person said of the same turn before."""

    def all(self, organisation: str) -> tuple[Feedback, ...]:
        """Everything, by turn and person."""


class Deals(Protocol):
    """Deals and people, as imported or created."""

    def deal(self, organisation: str, deal: str) -> Deal | None:
        """One deal by its id."""

    def deals(
        self,
        organisation: str,
        *,
        owners: Sequence[str] | None = None,
        shared_with: str | None = None,
        state: str | None = "open",
    ) -> tuple[Deal, ...]:
        """Deals by id, of these owners (all where None) or shared with this person, in this state (any where None)."""

    def find(
        self, organisation: str, text: str, person: str, *, owners: Sequence[str] | None, limit: int
    ) -> tuple[Deal, ...]:
        """The first open deals whose name, account or id has `text` in it, whatever its case: the person's own first.

        Of these owners (all where None) or shared with the person; then by name.
        """

    def share(self, organisation: str, deal: str, person: str, *, by: str, at: datetime) -> None:
        """Let somebody see a deal; again is no change."""

    def unshare(self, organisation: str, deal: str, person: str) -> bool:
        """Take that back; whether it was so."""

    def sharers(self, organisation: str, deal: str) -> tuple[str, ...]:
        """With whom a deal is shared, by id."""

    def save_deals(self, organisation: str, deals: Iterable[Deal]) -> tuple[int, int]:
        """Insert or update by id; returns how many were added and how many changed."""

    def close_deal(self, organisation: str, deal: str, state: DealState, reason: str) -> Deal:
        """Close a deal, or open it again, by a person's word."""

    def person(self, organisation: str, person: str) -> Person | None:
        """One person by id."""

    def people(self, organisation: str) -> tuple[Person, ...]:
        """Everybody, by id."""

    def save_people(self, organisation: str, people: Iterable[Person]) -> tuple[int, int]:
        """Insert or update by id; returns how many were added and how many changed."""


class Agreed(Protocol):
    """What was agreed about each deal: who does what by when."""

    def save(self, organisation: str, deal: str, step: AgreedStep) -> None:
        """Keep a step, in place of the one with its id; `PersonError` without the deal."""

    def of(self, organisation: str, deals: Sequence[str]) -> dict[str, tuple[AgreedStep, ...]]:
        """The steps of each of these deals that has some: the first due first, those without a day last."""


class Inspections(Protocol):
    """The audit log of inspections."""

    def log(self, organisation: str, inspected: Inspected) -> None:
        """Write down an inspection; one that stands there already stays as it is."""

    def last(self, organisation: str, scope: str, person: str, before: datetime) -> datetime | None:
        """When this person last inspected this before a moment."""

    def all(self, organisation: str, limit: int = 100) -> tuple[Inspected, ...]:
        """The newest inspections, the newest first."""


class Ledger(Protocol):
    """The append-only ledger of observations, with the stored journey of each deal."""

    def observations(self, organisation: str, deal: str) -> tuple[Observation, ...]:
        """The deal's whole ledger, in the order of arrival."""

    def append(
        self,
        organisation: str,
        deal: str,
        observations: Sequence[Observation],
        *,
        process: Process,
        turn: Turn | None = None,
    ) -> Journey:
        """Append in one transaction: observations, the turn and the deal's stored journey."""

    def organisations(self) -> tuple[str, ...]:
        """Every organisation that has anything stored."""

    def ledgers(self, organisation: str, deals: Sequence[str]) -> dict[str, tuple[Observation, ...]]:
        """The whole ledger of each of these deals that has one."""

    def since(self, organisation: str, deals: Sequence[str], day: date) -> dict[str, tuple[Observation, ...]]:
        """What was recorded on a day or after it, of each of these deals that has some, in the order of arrival."""

    def move(self, organisation: str, deal: str, process: Process) -> Journey:
        """Pin a deal to a version and replay its ledger on it."""

    def rebuild(self, organisation: str, processes: Processes) -> list[str]:
        """Replay every ledger and repair the stored journeys; returns the deals whose journey differed."""

    def journeys(self, organisation: str, deals: Sequence[str]) -> dict[str, Journey]:
        """The stored journey of each of these deals that has one."""


class Turns(Protocol):
    """What was said and answered before: the memory of a conversation."""

    def save(self, organisation: str, turn: Turn) -> None:
        """Keep a turn that appended nothing."""

    def get(self, organisation: str, turn: str) -> Turn | None:
        """A turn by id, so that a message delivered twice is answered once."""

    def recent(self, organisation: str, conversation: str, limit: int = 10) -> tuple[Turn, ...]:
        """The last turns of a conversation, newest first."""

    def asked(self, organisation: str, deal: str, since: datetime) -> tuple[str, ...]:
        """Outcomes of this deal answered with "don't know" since then."""

    def about(self, organisation: str, deals: Sequence[str], since: date | None = None) -> dict[str, tuple[Turn, ...]]:
        """The turns about each of these deals that has some, oldest first: on a day or after it (any where None).

        The day is the one written in the turn's time.
        """

    def exclusive(self, organisation: str, conversation: str) -> AbstractContextManager[None]:
        """Held for one turn, so that two quick messages of a conversation are handled in order."""
