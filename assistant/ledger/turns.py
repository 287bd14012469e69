"""The memory of conversations, as stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, Text, func, insert, select, type_coerce, update

from assistant.coaching.turns import Turn
from assistant.ledger.database import Database, among, insert_into, pages
from assistant.ledger.exclusive import PATIENCE_S, Conversations
from assistant.ledger.tables import dont_know, turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import date

_C = turns.c
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StoredTurns:
    """The port `Turns` over the database.

    `patience_s` is how long a turn waits for an earlier one of its conversation, in seconds.
    """

    def __init__(self, database: Database, *, patience_s: float = PATIENCE_S) -> None:
        self._database = database
        self._conversations = Conversations(database, patience_s)

    def save(self, organisation: str, turn: Turn) -> None:
        """Keep a turn that appended nothing; a turn that is known already stays as it is."""
        with self._database.writing() as connection:
            remember(connection, organisation, turn)

    def get(self, organisation: str, turn: str) -> Turn | None:
        """A turn by id, so that a message delivered twice is answered once."""
        query = select(_C.at, _C.turn).where(_C.organisation == organisation, _C.id == turn)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            return None if row is None else _turn(row)

    def recent(self, organisation: str, conversation: str, limit: int = 10) -> tuple[Turn, ...]:
        """The last turns of a conversation, newest first, and where the times agree the last to arrive."""
        query = (
            select(_C.at, _C.turn)
            .where(_C.organisation == organisation, _C.conversation == conversation)
            .order_by(_C.instant.desc(), _C.place.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(_turn(row) for row in connection.execute(query).mappings())

    def asked(self, organisation: str, deal: str, since: datetime) -> tuple[str, ...]:
        """Outcomes of this deal answered with "don't know" since then, that moment included, oldest first."""
        known = dont_know.c
        query = (
            select(known.outcome)
            .where(known.organisation == organisation, known.deal == deal, known.instant >= instant(since))
            .group_by(known.outcome)
            .order_by(func.min(known.instant), known.outcome)
        )
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def about(self, organisation: str, deals: Sequence[str], since: date | None = None) -> dict[str, tuple[Turn, ...]]:
        """The turns about each of these deals that has some, oldest first: on a day or after it (any where None)."""
        found: dict[str, list[Turn]] = {}
        with self._database.reading() as connection:
            for page in pages(deals):
                query = select(_C.deal, _C.at, _C.turn).where(among(connection, turns, "deal", organisation, page))
                if since is not None:
                    query = query.where(type_coerce(_C.at, Text) >= since.isoformat())
                for row in connection.execute(query.order_by(_C.instant, _C.id)).mappings():
                    found.setdefault(row["deal"], []).append(_turn(row))
        return {deal: tuple(some) for deal, some in found.items()}

    def exclusive(self, organisation: str, conversation: str) -> AbstractContextManager[None]:
        """Held for one turn, so that two quick messages of a conversation are handled in order.

        Turns wait in order of arrival within a process, and across processes in no order. Not for use inside
        itself. Raises `UnavailableError` where the earlier turn takes longer than the patience.
        """
        return self._conversations.exclusive(organisation, conversation)


def remember(connection: Connection, organisation: str, turn: Turn, deal: str | None = None) -> bool:
    """Keep a turn within a transaction; False, and nothing kept, where its id is known already.

    `deal` is the deal that its "don't know" answers are about where the turn itself names none.
    """
    of_conversation = select(func.coalesce(func.max(_C.place), 0) + 1).where(
        _C.organisation == organisation, _C.conversation == turn.conversation
    )
    row = {
        "organisation": organisation,
        "id": turn.id,
        "conversation": turn.conversation,
        "person": turn.person,
        "at": turn.at,
        "instant": instant(turn.at),
        "deal": turn.deal or deal,
        "turn": _json(turn),
        "place": connection.scalar(of_conversation),
    }
    keep = insert_into(connection, turns).values(row).on_conflict_do_nothing().returning(_C.id)
    if connection.scalar(keep) is None:
        return False
    unknown: list[dict[str, Any]] = [
        {
            "organisation": organisation,
            "deal": row["deal"],
            "turn": turn.id,
            "outcome": outcome,
            "instant": row["instant"],
        }
        for outcome in dict.fromkeys(turn.dont_know)
        if row["deal"] is not None
    ]
    if unknown:
        connection.execute(insert(dont_know), unknown)
    return True


def forget_words(connection: Connection, organisation: str, deal: str) -> None:
    """Take the words out of a deal's turns: quotes, waiting messages, and replies, which become `{}`."""
    query = select(_C.id, _C.at, _C.turn).where(_C.organisation == organisation, _C.deal == deal)
    for row in connection.execute(query).mappings().all():
        turn = _turn(row)
        wordless = turn.model_copy(
            update={
                "asked": tuple(each.model_copy(update={"quote": None}) for each in turn.asked),
                "waiting": None,
                "reply": "{}" if turn.reply else "",
            }
        )
        connection.execute(
            update(turns).where(_C.organisation == organisation, _C.id == turn.id).values(turn=_json(wordless))
        )


def forget_answers(connection: Connection, organisation: str, exercise: str) -> None:
    """Take the answers of an interview out of the turns that hold them."""
    held = _C.turn.contains(f'"id":"{exercise}"', autoescape=True)
    query = select(_C.id, _C.at, _C.turn).where(_C.organisation == organisation, held)
    for row in connection.execute(query).mappings().all():
        wordless = _turn(row).model_copy(update={"exercise": None})
        connection.execute(
            update(turns).where(_C.organisation == organisation, _C.id == row["id"]).values(turn=_json(wordless))
        )


def instant(at: datetime) -> int:
    """A time with an offset as microseconds since the beginning of 1970 in UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _json(turn: Turn) -> str:
    """Without the time, which has a column that keeps its offset to the second."""
    return turn.model_copy(update={"at": _EPOCH}).model_dump_json()


def _turn(row: RowMapping) -> Turn:
    return Turn.model_validate_json(row["turn"]).model_copy(update={"at": row["at"]})
