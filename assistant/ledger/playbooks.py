"""What stands beside the processes, as stored: playbooks, and purchases as they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from assistant.ledger.database import Database, upsert
from assistant.ledger.tables import playbooks, stories
from assistant.ledger.turns import forget_answers
from knowledge.drafting.stories import Story
from knowledge.playbook import Playbook

if TYPE_CHECKING:
    from datetime import datetime

_P, _S = playbooks.c, stories.c


class StoredPlaybooks:
    """The port `Playbooks` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, organisation: str, process: str, playbook: Playbook, *, by: str, at: datetime) -> None:
        """Keep a playbook, in place of one of the same name."""
        key = {"organisation": organisation, "process": process, "name": playbook.name}
        with self._database.writing() as connection:
            upsert(
                connection, playbooks, [{**key, "content": playbook.model_dump_json(), "kept_by": by, "kept_at": at}]
            )

    def of(self, organisation: str, process: str) -> tuple[Playbook, ...]:
        """The playbooks of a process, by name."""
        query = select(_P.content).where(_P.organisation == organisation, _P.process == process).order_by(_P.name)
        with self._database.reading() as connection:
            return tuple(Playbook.model_validate_json(content) for content in connection.scalars(query))

    def remove(self, organisation: str, process: str, name: str) -> bool:
        """Remove one; whether it was there."""
        which = delete(playbooks).where(_P.organisation == organisation, _P.process == process, _P.name == name)
        with self._database.writing() as connection:
            return bool(connection.execute(which).rowcount)


class StoredStories:
    """The port `Stories` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, organisation: str, story: str, told: Story) -> None:
        """Keep a story under its id, in place of what was told of it before."""
        row = {"organisation": organisation, "id": story, "content": told.model_dump_json()}
        with self._database.writing() as connection:
            upsert(connection, stories, [row])

    def all(self, organisation: str) -> tuple[tuple[str, Story], ...]:
        """Every story with its id, by id."""
        query = select(_S.id, _S.content).where(_S.organisation == organisation).order_by(_S.id)
        with self._database.reading() as connection:
            return tuple((name, Story.model_validate_json(content)) for name, content in connection.execute(query))

    def forget(self, organisation: str, story: str) -> bool:
        """Erase one, from the turns that told it too; whether it was there."""
        which = delete(stories).where(_S.organisation == organisation, _S.id == story)
        with self._database.writing() as connection:
            forget_answers(connection, organisation, story)
            return bool(connection.execute(which).rowcount)
