"""Database errors in the words of assistant.errors: who can act, and how."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import exc

from assistant.errors import OperatorError, PersonError, RightsideError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Failure = tuple[type[RightsideError], str]

BUSY: Failure = (UnavailableError, "The database is busy; try again in a moment.")
AWAY: Failure = (UnavailableError, "The database does not answer; try again in a moment.")
READ_ONLY: Failure = (OperatorError, "The database may not be written; check the rights on it and on its folder.")
UNOPENED: Failure = (OperatorError, "The database cannot be opened; check RIGHTSIDE_DATABASE_URL and its rights.")
FULL: Failure = (OperatorError, "The database's disk is full; free some space and try again.")
DAMAGED: Failure = (OperatorError, "The database is damaged or is none; restore it from a backup.")
UNLIKE: Failure = (
    OperatorError,
    "The database lacks a table or column of this version; check which version of Rightside wrote it.",
)
CONTRADICTS: Failure = (PersonError, "This contradicts what is already recorded; look at the deal again and resend.")
UNFIT: Failure = (PersonError, "A text or a number in this is nothing the database can keep; change it and resend.")
BUG: Failure = (OperatorError, "The database refused a statement; run `rightside doctor` and report what it says.")

# SQLite's error names by their beginning, and Postgres's SQLSTATE by theirs; the longest match holds.
SQLITE: Mapping[str, Failure] = {
    "SQLITE_AUTH": UNOPENED,
    "SQLITE_BUSY": BUSY,
    "SQLITE_CANTOPEN": UNOPENED,
    "SQLITE_CONSTRAINT": CONTRADICTS,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_ERROR": BUG,
    "SQLITE_FULL": FULL,
    "SQLITE_INTERRUPT": BUSY,
    "SQLITE_IOERR": DAMAGED,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_MISMATCH": UNFIT,
    "SQLITE_NOMEM": BUSY,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_PERM": UNOPENED,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_SCHEMA": UNLIKE,
    "SQLITE_TOOBIG": UNFIT,
}
POSTGRES: Mapping[str, Failure] = {
    "08": AWAY,  # connection
    "22": UNFIT,  # data
    "23": CONTRADICTS,  # constraint, and the append-only triggers
    "25006": READ_ONLY,
    "28": UNOPENED,  # authorisation
    "3D": UNOPENED,  # no such database
    "40": BUSY,  # deadlock, serialisation
    "42": BUG,
    "42501": READ_ONLY,
    "42703": UNLIKE,  # no such column
    "42P01": UNLIKE,  # no such table
    "53": BUSY,  # too many connections, out of memory
    "53100": FULL,
    "55": BUSY,  # lock not available
    "57": AWAY,  # shut down, cancelled
    "58": DAMAGED,  # the server's own files
}
# What no code tells apart, only words: a refused connection to Postgres, a missing table of SQLite's.
WORDS: Mapping[str, Failure] = {
    r"^connection failed.*(authentication failed|no password supplied|pg_hba|does not exist)": UNOPENED,
    r"^no such (table|column)|has no column named": UNLIKE,
}
CLASSES: Mapping[type[exc.SQLAlchemyError], Failure] = {
    exc.IntegrityError: CONTRADICTS,
    exc.DataError: UNFIT,
    exc.OperationalError: AWAY,
    exc.InterfaceError: AWAY,
    exc.TimeoutError: BUSY,  # every connection of the pool is in use
    exc.DisconnectionError: AWAY,
    exc.NoSuchModuleError: UNOPENED,
    exc.NoDBAPILoaded: UNOPENED,
    exc.NoSuchTableError: UNLIKE,
}


def failure(error: exc.SQLAlchemyError) -> RightsideError:
    """The error to raise instead, with one plain sentence; the original belongs into its `__cause__`."""
    kind, sentence = _by_code(error) or _by_class(error)
    return kind(sentence)


@contextmanager
def translated() -> Iterator[None]:
    """Turn every SQLAlchemy error of the block into one of assistant.errors."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise failure(error) from error


def _by_code(error: exc.SQLAlchemyError) -> Failure | None:
    if not isinstance(error, exc.DBAPIError):
        return None
    said = str(error.orig)
    for words, known in WORDS.items():
        if re.search(words, said, re.DOTALL):
            return known
    for attribute, codes in (("sqlite_errorname", SQLITE), ("sqlstate", POSTGRES)):
        code = getattr(error.orig, attribute, None) or ""
        fitting = [prefix for prefix in codes if code.startswith(prefix)]
        if fitting:
            return codes[max(fitting, key=len)]
    return None


def _by_class(error: exc.SQLAlchemyError) -> Failure:
    return next((CLASSES[each] for each in type(error).__mro__ if each in CLASSES), BUG)
