"""The append-only ledger of observations, with the stored journey of each deal."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, union

from assistant.deals.replay import Journey, replay
from assistant.ledger.appending import appended, pin
from assistant.ledger.database import PAGE, pages
from assistant.ledger.inspections import forget_steps
from assistant.ledger.journeys import journey_row, read_journeys, store_journeys
from assistant.ledger.nudges import forget_snoozes
from assistant.ledger.observations import held, held_deals, read_ledger, read_ledgers
from assistant.ledger.rebuilding import rebuilt
from assistant.ledger.tables import deals, observation_texts, people, process_versions
from assistant.ledger.turns import forget_words, remember

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from assistant.coaching.ports import Processes
    from assistant.coaching.turns import Turn
    from assistant.deals.observation import Observation
    from assistant.ledger.database import Database
    from knowledge.process import Process


class StoredLedger:
    """The port `Ledger` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def observations(self, organisation: str, deal: str) -> tuple[Observation, ...]:
        """The deal's whole ledger, in the order of arrival. Erased words are missing, nothing else is."""
        with self._database.reading() as connection:
            return read_ledger(connection, organisation, deal)

    def ledgers(self, organisation: str, deals: Sequence[str]) -> dict[str, tuple[Observation, ...]]:
        """The whole ledger of each of these deals that has one."""
        with self._database.reading() as connection:
            return {
                deal: ledger
                for page in pages(deals)
                for deal, ledger in read_ledgers(connection, organisation, page).items()
            }

    def since(self, organisation: str, deals: Sequence[str], day: date) -> dict[str, tuple[Observation, ...]]:
        """What was recorded on a day or after it, of each of these deals that has some, in the order of arrival."""
        with self._database.reading() as connection:
            return {
                deal: some
                for page in pages(deals)
                for deal, some in read_ledgers(connection, organisation, page, since=day).items()
            }

    def append(
        self,
        organisation: str,
        deal: str,
        observations: Sequence[Observation],
        *,
        process: Process,
        turn: Turn | None = None,
    ) -> Journey:
        """Append in one transaction: observations, the turn and the deal's stored journey.

        A turn that is known already appends nothing, and the stored journey is returned. A deal without a
        process is pinned to this one; a deal pinned to another published version is replayed on that one.
        Raises `PersonError` for a deal that does not exist, an id used twice, and a `supersedes` that names
        no earlier entry of the deal.
        """
        with self._database.writing() as connection:
            rows = {deal: held(connection, organisation, deal)}
            if turn is not None and not remember(connection, organisation, turn, deal):
                return read_journeys(connection, organisation, [deal]).get(deal, Journey())
            made = appended(
                connection, organisation, {deal: observations}, rows, process=process, turn=turn.id if turn else None
            )
        return made[deal]

    def load(
        self, organisation: str, histories: Iterable[tuple[str, Sequence[Observation]]], *, process: Process
    ) -> int:
        """Append the histories of many deals, a page of deals a transaction; returns how many entries.

        The histories are drawn as they are needed, so there may be any number. Everything else is as with
        `append`; where it raises, the pages before stay.
        """
        written = 0
        rest = iter(histories)
        while page := list(islice(rest, PAGE)):
            new: dict[str, list[Observation]] = {}
            for deal, history in page:
                new.setdefault(deal, []).extend(history)
            with self._database.writing() as connection:
                rows = held_deals(connection, organisation, list(new))
                appended(connection, organisation, new, rows, process=process)
            written += sum(map(len, new.values()))
        return written

    def journeys(self, organisation: str, deals: Sequence[str]) -> dict[str, Journey]:
        """The stored journey of each of these deals that has one."""
        with self._database.reading() as connection:
            return {
                deal: journey
                for page in pages(deals)
                for deal, journey in read_journeys(connection, organisation, page).items()
            }

    def move(self, organisation: str, deal: str, process: Process) -> Journey:
        """Pin a deal to another process or version and replay its ledger on it; `PersonError` without it."""
        with self._database.writing() as connection:
            held(connection, organisation, deal)
            pin(connection, organisation, [deal], process)
            journey = replay(process, read_ledger(connection, organisation, deal))
            store_journeys(connection, [journey_row(organisation, deal, process, journey)])
        return journey

    def rebuild(self, organisation: str, processes: Processes) -> list[str]:
        """Replay every ledger and repair the stored journeys; returns the deals whose journey differed.

        A deal whose process version is not among `processes` is left as it is.
        """
        return list(rebuilt(self._database, organisation, processes))

    def organisations(self) -> tuple[str, ...]:
        """Every organisation that has a process, a person or a deal, sorted."""
        query = union(*(select(table.c.organisation) for table in (deals, people, process_versions)))
        with self._database.reading() as connection:
            return tuple(sorted(connection.scalars(query)))

    def erase_texts(self, organisation: str, deal: str) -> int:
        """Erase the words and names in a deal's ledger and turns for good; returns how many entries had some.

        Every observation, journey and standing stays as it is. Turns that named no deal are not found.
        """
        texts = delete(observation_texts).where(
            observation_texts.c.organisation == organisation, observation_texts.c.deal == deal
        )
        with self._database.writing() as connection:
            held(connection, organisation, deal)
            forget_words(connection, organisation, deal)
            forget_steps(connection, organisation, deal)
            forget_snoozes(connection, organisation, deal)
            return connection.execute(texts).rowcount
