"""Kinds of columns that keep a value exactly as it was, on SQLite and on Postgres."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Numeric, Text, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine

# Keys sort by code point on both databases, whatever the language of the Postgres cluster.
Key = Text().with_variant(Text(collation="C"), "postgresql")


def key(name: str) -> Column[str]:
    """A part of a table's key."""
    return Column(name, Key, primary_key=True)


def words(name: str) -> Column[str]:
    """Text that is always there."""
    return Column(name, Text, nullable=False)


class IsoTime(TypeDecorator[datetime]):
    """A time as ISO text, so that its own offset is kept: the date of an entry is the one written in it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else datetime.fromisoformat(value)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC on Postgres, text on SQLite, which has only floating point."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type on this database."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """To the database."""
        return value if value is None or dialect.name == "postgresql" else str(value)

    def process_result_value(self, value: Decimal | str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else Decimal(value)


class Json(TypeDecorator[Any]):
    """A small value as JSON text with sorted keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:  # noqa: ARG002
        """To the database."""
        return json.dumps(value, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:  # noqa: ARG002
        """From the database."""
        return None if value is None else json.loads(value)
