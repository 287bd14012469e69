"""Opening the database: SQLite in a file, or Postgres by URL, brought to this version's tables."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from sqlalchemy import (
    ARRAY,
    URL,
    ColumnElement,
    Connection,
    Engine,
    Table,
    Text,
    and_,
    create_engine,
    event,
    func,
    inspect,
    literal,
    make_url,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError

from assistant.errors import OperatorError, UnavailableError
from assistant.ledger.failures import translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HEAD = "0009"  # the newest revision in assistant/ledger/migrations; a test compares them
PAGE = 500  # values in one statement
PATIENCE_S = 10.0  # how long a writer waits for another one


@dataclass(frozen=True)
class Database:
    """An open database with this version's tables. Safe to share between threads."""

    engine: Engine
    url: URL

    @classmethod
    def open(cls, url: str, *, patience_s: float = PATIENCE_S) -> Database:
        """Open, create or upgrade the database at a SQLAlchemy URL; several processes may do so at once.

        `patience_s` is how long a SQLite writer waits for another, in seconds. Raises `OperatorError` for a
        URL that cannot work and for a database written by a newer version, `UnavailableError` where nothing
        answers.
        """
        parsed = _parsed(url)
        try:
            with translated():
                database = cls(_engine(parsed, patience_s), parsed)
                if _revision(database.engine) != HEAD:
                    database._migrate(patience_s)
        except OperatorError as error:
            raise OperatorError(f"{error} The database is {parsed}.") from error
        return database

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for Postgres."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One read transaction: everything in it sees the same moment on SQLite."""
        with translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction, committed at the end; on SQLite it is the only writer from its start."""
        with translated(), self.engine.connect() as connection:
            connection.execution_options(immediate=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def _migrate(self, patience_s: float) -> None:
        # Alembic doubles the time to start, and most starts have nothing to migrate.
        from assistant.ledger.migrating import migrate  # noqa: PLC0415

        with _alone(self.file, patience_s):
            if self.file is not None:
                with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(text("PRAGMA journal_mode=WAL"))
            with self.writing() as connection:
                hold(connection, "migrations")
                migrate(connection)


def hold(connection: Connection, *names: str) -> None:
    """Let one transaction at a time go on from here, by name; on SQLite a writer is alone already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock_key(*names))))


def lock_key(*names: str) -> int:
    """A signed 64-bit number for a list of names, the same in every process."""
    digest = blake2b(digest_size=8)
    for name in names:
        digest.update(len(name).to_bytes(8, "big") + name.encode())
    return int.from_bytes(digest.digest(), "big", signed=True)


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of this database's kind, which can say what to do on a conflict."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def among(
    connection: Connection, table: Table, column: str, organisation: str, values: Sequence[str]
) -> ColumnElement[bool]:
    """Which rows are the organisation's and have one of many values.

    Postgres gets the values as one array beside the organisation: for a long list it would read all of the
    organisation each time as long as it has no statistics (measured: 100,000 new deals in 82 s, not in 9).
    """
    if connection.dialect.name == "postgresql":
        wanted = select(literal(organisation, Text), func.unnest(literal(list(values), ARRAY(Text))))
        return tuple_(table.c.organisation, table.c[column]).in_(wanted)
    return and_(table.c.organisation == organisation, table.c[column].in_(values))


def pages(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Many values in lists that one statement can take."""
    return (values[start : start + PAGE] for start in range(0, len(values), PAGE))


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert these rows, or overwrite those whose key exists."""
    if not rows:
        return
    statement = insert_into(connection, table)
    keys = [column.name for column in table.primary_key]
    others = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), list(rows))


def _parsed(url: str) -> URL:
    try:
        parsed = make_url("postgresql" + url.removeprefix("postgres") if url.startswith("postgres:") else url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise OperatorError("RIGHTSIDE_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise OperatorError("RIGHTSIDE_DATABASE_URL names no file; write sqlite:/// and the path of a file.")
    return parsed


def _engine(url: URL, patience_s: float) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except ImportError as error:
            raise OperatorError("Postgres needs its driver; install rightside[postgres].") from error
    try:
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(f"The folder of the database cannot be made ({error.strerror}).") from error
    engine = create_engine(url, connect_args={"timeout": patience_s})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
    connection.isolation_level = None  # the driver's own BEGIN comes late and spares DDL; ours is below
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows ASCII alone


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    immediate = options.get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _revision(engine: Engine) -> str | None:
    with engine.begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _alone(file: Path | None, patience_s: float) -> Iterator[None]:
    """Only one process at a time prepares a SQLite file: changing it to WAL does not wait for others."""
    if file is None:
        yield
        return
    lock = FileLock(f"{file}.opening", timeout=patience_s)
    try:
        lock.acquire()
    except Timeout as error:
        raise UnavailableError("Another process is preparing the database; try again in a moment.") from error
    except OSError as error:
        raise OperatorError(f"The folder of the database may not be written: {error.strerror}.") from error
    try:
        yield
    finally:
        lock.release()
