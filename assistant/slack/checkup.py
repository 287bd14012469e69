"""Whether the app could work: how it is reached, whether Slack takes the tokens, which scopes are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import RightsideError
from assistant.slack.app import installations_of
from assistant.slack.clients import web_client
from assistant.slack.failures import translated
from assistant.slack.manifest import scopes
from assistant.slack.modes import Mode, mode
from assistant.slack.reached import reached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.settings import Settings
    from assistant.slack.reached import Records, Workspace

LOOKED_AT = 20  # workspaces; each costs a call


@dataclass(frozen=True)
class Found:
    """What is wrong, each with what to do, and how the app is reached."""

    faults: tuple[str, ...]
    how: str


def checked(settings: Settings, records: Records | None) -> Found:
    """Ask Slack about every token that the settings, or with OAuth the records, give; no setting is missing."""
    how, faults, teams = mode(settings), [], []
    if how is Mode.SOCKET:
        faults += _app_token(settings)
    named: list[str | None] = [None]
    if records is not None:
        installations_of(settings, records.installations)  # a weak key is said before anybody installs
        named = [team for team, _ in records.installations.all()]
    for team in named[:LOOKED_AT]:
        try:
            for workspace in reached(settings, records, team):
                teams.append(workspace.team)
                faults += _scopes(workspace, scopes(settings.deal_link))
        except RightsideError as error:
            faults.append(f"{team}: {error}" if team else str(error))
    return Found(tuple(faults), _told(settings, how, teams, len(named)))


def _told(settings: Settings, how: Mode, teams: list[str], installed: int) -> str:
    address = f"http://{settings.http_host}:{settings.http_port}"
    start = "start it with: rightside serve"
    if how is Mode.SOCKET:
        return f"Socket Mode for {', '.join(teams) or 'one workspace'} at {settings.slack_api_url}; {start}"
    if how is Mode.HTTP:
        return f"signed HTTP on {address} for {', '.join(teams) or 'one workspace'}; {start}"
    looked = f", of which {LOOKED_AT} were asked" if installed > LOOKED_AT else ""
    return (
        f"OAuth over signed HTTP on {address}, installed in {installed} "
        f"{'workspace' if installed == 1 else 'workspaces'}{looked}; installed at "
        f"{(settings.public_url or address).rstrip('/')}/slack/install; {start}"
    )


def _app_token(settings: Settings) -> list[str]:
    assert settings.slack_app_token is not None
    try:
        with translated():
            web_client(settings).apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except RightsideError as error:
        return [f"SLACK_APP_TOKEN: {error}"]
    return []


def _scopes(workspace: Workspace, wanted: Sequence[str]) -> list[str]:
    """What the token may not do that the manifest asks for."""
    with translated():
        answer = workspace.client.auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    granted = headers.get("x-oauth-scopes")
    if granted is None:
        return []
    lacking = sorted(set(wanted) - {each.strip() for each in granted.split(",")})
    if not lacking:
        return []
    return [
        f"{workspace.team} has not granted {', '.join(lacking)}: add them under OAuth & Permissions "
        "(assistant/slack/manifest.json lists all) and install the app again"
    ]
