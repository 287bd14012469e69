from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors as postgres
from sqlalchemy import exc

from assistant.errors import OperatorError, PersonError, RightsideError, UnavailableError
from assistant.ledger.failures import failure, translated


def below(kind: type[exc.SQLAlchemyError]) -> list[type[exc.SQLAlchemyError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in below(child))]


def wrapped(kind: type[exc.DBAPIError], original: Exception) -> exc.DBAPIError:
    return kind("SELECT 1", {}, original)


def sqlite_error(name: str, said: str = "") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(said)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("kind", below(exc.DBAPIError))
def test_every_error_of_a_driver_becomes_one_of_ours(kind: type[exc.DBAPIError]) -> None:
    error = failure(wrapped(kind, Exception("anything")))
    expected = {
        exc.IntegrityError: PersonError,
        exc.DataError: PersonError,
        exc.OperationalError: UnavailableError,
        exc.InterfaceError: UnavailableError,
    }
    assert type(error) is expected.get(kind, OperatorError)


@pytest.mark.parametrize("kind", below(exc.SQLAlchemyError))
def test_every_error_of_sqlalchemy_becomes_one_plain_sentence(kind: type[exc.SQLAlchemyError]) -> None:
    sentence = str(failure(kind.__new__(kind)))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("original", "kind", "words"),
    [
        (sqlite_error("SQLITE_BUSY_SNAPSHOT"), UnavailableError, "busy"),
        (sqlite_error("SQLITE_READONLY_DBMOVED"), OperatorError, "may not be written"),
        (sqlite_error("SQLITE_FULL"), OperatorError, "full"),
        (sqlite_error("SQLITE_CANTOPEN"), OperatorError, "cannot be opened"),
        (sqlite_error("SQLITE_NOTADB"), OperatorError, "damaged"),
        (sqlite_error("SQLITE_ERROR", "no such table: deals"), OperatorError, "lacks a table"),
        (sqlite_error("SQLITE_ERROR", 'near "SELEC": syntax error'), OperatorError, "doctor"),
        (postgres.DiskFull(), OperatorError, "full"),
        (postgres.TooManyConnections(), UnavailableError, "busy"),
        (postgres.DeadlockDetected(), UnavailableError, "busy"),
        (postgres.AdminShutdown(), UnavailableError, "does not answer"),
        (postgres.InvalidPassword(), OperatorError, "cannot be opened"),
        (postgres.InsufficientPrivilege(), OperatorError, "may not be written"),
        (postgres.UndefinedTable(), OperatorError, "lacks a table"),
        (postgres.SyntaxError(), OperatorError, "doctor"),
        (postgres.RestrictViolation(), PersonError, "contradicts"),
        (postgres.NumericValueOutOfRange(), PersonError, "nothing the database can keep"),
        (psycopg.OperationalError("connection failed: Connection refused"), UnavailableError, "does not answer"),
        (
            psycopg.OperationalError("connection failed: x\npassword authentication failed for user"),
            OperatorError,
            "opened",
        ),
    ],
)
def test_the_code_of_an_error_decides(original: Exception, kind: type[RightsideError], words: str) -> None:
    error = failure(wrapped(exc.OperationalError, original))
    assert type(error) is kind
    assert words in str(error)


def test_the_original_stays_as_the_cause_and_other_errors_pass() -> None:
    original = wrapped(exc.OperationalError, sqlite_error("SQLITE_BUSY"))
    with pytest.raises(UnavailableError) as caught, translated():
        raise original
    assert caught.value.__cause__ is original
    with pytest.raises(KeyError), translated():
        raise KeyError("d")
