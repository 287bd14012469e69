"""The workspaces that the settings reach, each with a client that may speak for us there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.errors import OperatorError, PersonError
from assistant.slack.app import installations_of
from assistant.slack.clients import web_client
from assistant.slack.failures import translated
from assistant.slack.modes import Mode, missing, mode
from assistant.slack.oauth import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from slack_sdk import WebClient

    from assistant.settings import Settings
    from assistant.slack.installations import Rows


@dataclass(frozen=True)
class Workspace:
    """One workspace: `organisation` is what the ledger calls it."""

    team: str
    organisation: str
    client: WebClient


class Locks(Protocol):
    """What is needed of the turns: a lock by organisation and name."""

    def exclusive(self, organisation: str, conversation: str) -> AbstractContextManager[None]:
        """Held by one at a time."""


class Records(Protocol):
    """What is needed of the database where the app is installed in many workspaces."""

    @property
    def installations(self) -> Rows:
        """Where it is installed."""

    @property
    def turns(self) -> Locks:
        """Who may exchange a token."""


def reached(settings: Settings, records: Records | None, team: str | None = None) -> Iterator[Workspace]:
    """Each workspace (one where `team` names it); one by token needs no records.

    `OperatorError` where settings are missing or Slack refuses.
    """
    if mode(settings) is Mode.OAUTH:
        assert records is not None
        yield from _installed(settings, records, team)
        return
    if settings.slack_bot_token is None:
        raise OperatorError(missing(settings) or "Set SLACK_BOT_TOKEN.")
    client = web_client(settings, settings.slack_bot_token.get_secret_value(), patient=True)
    with translated():
        found = str(client.auth_test()["team_id"])
    if team not in {None, found}:
        raise PersonError(f"The bot token is of the workspace {found}, not of {team!r}.")
    yield Workspace(found, settings.organisation, client)


def _installed(settings: Settings, records: Records, team: str | None) -> Iterator[Workspace]:
    if (lack := missing(settings)) is not None:
        raise OperatorError(lack)
    installations = installations_of(settings, records.installations)
    every = workspaces(settings, installations, records.turns.exclusive)
    teams = [each for each, _ in records.installations.all() if team in {None, each}]
    if team is not None and not teams:
        raise PersonError(f"The app is not installed in {team!r}.")
    for each in teams:
        bot = every.bot(each)
        if bot is None:
            raise OperatorError(f"The token of {each} can be used no more; install the app there again.")
        yield Workspace(each, each, web_client(settings, bot.bot_token, patient=True))
