"""Bringing a database to this version's tables with Alembic; an installed package needs no alembic.ini."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from assistant.errors import OperatorError

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(connection: Connection) -> None:
    """Run what is missing in the connection's own transaction: all of it or nothing.

    Raises `OperatorError` where the database was written by a newer version.
    """
    config = configuration(connection)
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if set(MigrationContext.configure(connection).get_current_heads()) - known:
        raise OperatorError(
            "A newer version of Rightside wrote this database; install that version or name another database."
        )
    command.upgrade(config, "head")


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for one open connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
