"""The one place that names every concrete class. Entry points and tests build the application here."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from assistant.bootstrap.desks import build_desk
from assistant.bootstrap.readers import build_chat, build_comparison, build_embedding, build_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from assistant.coaching.coach import Coach
    from assistant.coaching.crm_ports import Crm, CrmMarks
    from assistant.coaching.desk import Desk
    from assistant.coaching.kept_ports import Feedbacks
    from assistant.coaching.ports import Deals, Reader, Turns
    from assistant.jobs.durable import DurableInbox
    from assistant.ledger.database import Database
    from assistant.ledger.installations import StoredInstallations
    from assistant.ledger.sends import StoredSends
    from assistant.settings import Settings

SECONDS_TO_TAKE_OVER = 10.0  # from a process that is being stopped


@dataclass
class Application:
    """Everything an entry point needs, built once. Close it, or use it as a context manager."""

    settings: Settings
    clock: Callable[[], datetime]
    database: Database
    desk: Desk
    coach: Coach
    sends: StoredSends
    installations: StoredInstallations
    _open: ExitStack = field(default_factory=ExitStack)

    def health(self) -> dict[str, str | None]:
        """Whether the database and the vector store answer: None, or the sentence that says why not."""
        organisation = self.settings.organisation
        return {
            "database": _failing(lambda: self.desk.deals.person(organisation, "")),
            "store": _failing(lambda: self.desk.search.indexed(organisation, "", 0)),
        }

    def close(self) -> None:
        """Let go of the database and the vector store."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Records:
    """What the database alone answers: no reader, and no vector store, which may be another process's."""

    deals: Deals
    turns: Turns
    installations: StoredInstallations
    feedback: Feedbacks
    crm_marks: CrmMarks


@contextmanager
def opened_records(settings: Settings) -> Iterator[Records]:
    """The records, until the block ends."""
    from assistant.ledger.crm_marks import StoredCrmMarks
    from assistant.ledger.database import Database
    from assistant.ledger.deals import StoredDeals
    from assistant.ledger.feedback import StoredFeedback
    from assistant.ledger.installations import StoredInstallations
    from assistant.ledger.turns import StoredTurns

    database = Database.open(settings.database)
    try:
        yield Records(
            StoredDeals(database),
            StoredTurns(database),
            StoredInstallations(database),
            StoredFeedback(database),
            StoredCrmMarks(database),
        )
    finally:
        database.close()


def _failing(look: Callable[[], object]) -> str | None:
    from assistant.errors import RightsideError

    try:
        look()
    except RightsideError as error:
        return str(error)
    return None


def build(
    settings: Settings, *, clock: Callable[[], datetime] | None = None, reader: Reader | None = None
) -> Application:
    """The application with real parts; `clock` and `reader` can be given by tests and demonstrations."""
    from assistant.coaching.coach import Coach
    from assistant.ledger.database import Database
    from assistant.ledger.installations import StoredInstallations
    from assistant.ledger.sends import StoredSends
    from assistant.retrieval import Retrieval
    from knowledge.askable import Askable
    from knowledge.search import ChromaSearch

    with ExitStack() as stack:
        database = Database.open(settings.database)
        stack.callback(database.close)
        embedding = build_embedding(settings)
        path = None if settings.chroma_url else settings.home / "chroma"
        search = Retrieval(ChromaSearch(embedding, path=path, url=settings.chroma_url))
        stack.callback(search.close)
        chat = build_chat(settings)
        if chat is not None:
            stack.callback(chat.close)
        desk = build_desk(
            database, reader or build_reader(settings), search, chat=chat, askable=Askable(build_comparison())
        )
        now, coach = clock or build_clock(settings), Coach(desk)
        sends, installations = StoredSends(database), StoredInstallations(database)
        return Application(settings, now, database, desk, coach, sends, installations, stack.pop_all())


def build_inbox(settings: Settings, database: Database) -> DurableInbox:
    """What was delivered and not carried out yet: in the home folder, or in Postgres where the ledger is.

    One process at a time opens it for an organisation; another one gets `UnavailableError`.
    """
    from assistant.jobs.durable import DurableInbox
    from assistant.ledger.exclusive import Conversations
    from assistant.ledger.sends import StoredSends

    worker = f"slack-{settings.organisation}"
    busy = "Another process answers in Slack for this organisation; stop it first, or wait until it has stopped."
    ledger = database.url.render_as_string(hide_password=False)
    url = f"sqlite:///{settings.home / 'deliveries.db'}" if database.file else ledger
    alone = Conversations(database, SECONDS_TO_TAKE_OVER, busy).exclusive(settings.organisation, worker)
    return DurableInbox(url, worker, alone, settings.log_level, forget=StoredSends(database).forget)


def build_salesforce(settings: Settings, currency: str = "") -> Crm:
    """Salesforce as the settings sign in to it; `currency` is that of amounts which name none."""
    from assistant.errors import OperatorError

    if settings.salesforce_username is None:
        raise OperatorError(
            "Salesforce is not set up; set SALESFORCE_USERNAME and what goes with it (docs/salesforce.md)."
        )
    try:
        from assistant.crm.salesforce.client import Client, Login
        from assistant.crm.salesforce.reading import SalesforceCrm
    except ImportError as error:
        raise OperatorError("Salesforce needs its client; install rightside[salesforce].") from error
    login = Login(
        settings.salesforce_username,
        settings.salesforce_password,
        settings.salesforce_security_token,
        settings.salesforce_consumer_key,
        settings.salesforce_private_key_file,
        settings.salesforce_domain,
    )
    return SalesforceCrm(Client(login), currency=currency)


def build_clock(settings: Settings) -> Callable[[], datetime]:
    """The time now; on the fixed day where `RIGHTSIDE_TODAY` is set."""

    def now() -> datetime:
        real = datetime.now(UTC)  # noqa: TID251 - this is the clock
        return real if settings.today is None else datetime.combine(settings.today, real.timetz())

    return now
