"""Where the app is installed: bot tokens, sealed, behind what slack_sdk and Bolt ask of a store."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from slack_bolt.error import BoltError
from slack_sdk.oauth import InstallationStore, OAuthStateStore
from slack_sdk.oauth.installation_store import Bot

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.oauth.installation_store import Installation

    from assistant.sealing import Seal

STATE_S = 600  # how long an installation may take


class Rows(Protocol):
    """What is needed of a database: a sealed text for each organisation, and states that are used once."""

    def save(self, organisation: str, sealed: str, at: datetime) -> None:
        """Keep an installation made at a time, in place of an earlier one."""

    def replace(self, organisation: str, before: str, sealed: str) -> bool:
        """Put other content in a row that still has this one; whether it did."""

    def get(self, organisation: str) -> str | None:
        """The content of one organisation's row."""

    def all(self) -> tuple[tuple[str, str], ...]:
        """Every organisation with its content."""

    def forget(self, organisation: str, before: datetime) -> bool:
        """Remove an installation that was made before this time; whether there was one."""

    def issue(self, state: str, now: datetime, until: datetime) -> None:
        """Remember a state."""

    def consume(self, state: str, now: datetime) -> bool:
        """Whether a state was issued, is not over and was never used; it is used up by that."""


class Installations(InstallationStore):
    """Bots by team, which is the organisation. Users' own tokens are never asked for and never kept."""

    def __init__(self, rows: Rows, seal: Seal) -> None:
        self._rows = rows
        self._seal = seal

    def save(self, installation: Installation) -> None:
        """Keep the bot of a workspace that has just installed the app."""
        bot = installation.to_bot()
        if installation.is_enterprise_install or not bot.team_id or not bot.bot_token:
            raise BoltError("Rightside is installed in one workspace at a time, not in a whole Enterprise Grid.")
        self._rows.save(bot.team_id, self._seal.closed(_written(bot)), datetime.fromtimestamp(bot.installed_at, UTC))

    def bot(self, team: str) -> Bot | None:
        """The bot of a workspace."""
        sealed = self._rows.get(team)
        return None if sealed is None else self._bot(sealed)

    def refresh(self, team: str, renew: Callable[[Bot], Bot | None]) -> Bot | None:
        """A workspace's bot after `renew` had the chance to give it new tokens (None leaves it as it is)."""
        sealed = self._rows.get(team)
        if sealed is None:
            return None
        bot = self._bot(sealed)
        renewed = renew(bot)
        if renewed is not None:
            self._rows.replace(team, sealed, self._seal.closed(_written(renewed)))
        return renewed or bot

    def forget(self, team: str, before: datetime) -> bool:
        """Remove what was installed before this time: a later installation is another one."""
        return self._rows.forget(team, before)

    def reseal(self) -> int:
        """Put every row under the first key, so that the others can be thrown away; how many changed."""
        found = [(team, sealed, self._seal.renewed(sealed)) for team, sealed in self._rows.all()]
        return sum(self._rows.replace(team, sealed, renewed) for team, sealed, renewed in found if renewed)

    def _bot(self, sealed: str) -> Bot:
        return Bot(**json.loads(self._seal.opened(sealed)))


class States(OAuthStateStore):
    """States of installations under way: each is used once and ends after ten minutes. Digests alone are stored."""

    def __init__(self, rows: Rows, clock: Callable[[], datetime]) -> None:
        self._rows = rows
        self._clock = clock

    def issue(self, *_: Any, **__: Any) -> str:  # noqa: ANN401 - slack_sdk's signature
        """A new state."""
        state, now = secrets.token_urlsafe(32), self._clock()
        self._rows.issue(_digest(state), now, now + timedelta(seconds=STATE_S))
        return state

    def consume(self, state: str) -> bool:
        """Whether this state may go on; never a second time."""
        return self._rows.consume(_digest(state), self._clock())


def _digest(state: str) -> str:
    return sha256(state.encode()).hexdigest()


def _written(bot: Bot) -> str:
    kept = (
        "app_id",
        "enterprise_id",
        "enterprise_name",
        "team_id",
        "team_name",
        "bot_token",
        "bot_id",
        "bot_user_id",
        "bot_scopes",
        "bot_refresh_token",
        "bot_token_expires_at",
        "installed_at",
    )
    return json.dumps({name: getattr(bot, name) for name in kept})
