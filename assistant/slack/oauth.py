"""One app for many workspaces: the installation flow, and the token of the workspace that a request is from."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, DefaultCallbackOptions
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.token_rotation import TokenRotator

from assistant.errors import OperatorError, UnavailableError
from assistant.slack.clients import address, web_client
from assistant.slack.failures import translated
from assistant.slack.front import log
from assistant.slack.gate import INSTALL, REDIRECT
from assistant.slack.installations import STATE_S
from assistant.slack.manifest import scopes

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from slack_bolt import BoltContext, BoltResponse
    from slack_bolt.oauth.callback_options import SuccessArgs
    from slack_sdk import WebClient
    from slack_sdk.oauth.installation_store import Bot

    from assistant.settings import Settings
    from assistant.slack.installations import Installations, States

BEFORE_S = 2 * 60 * 60  # a token that ends within this time is exchanged; Slack's last twelve hours
LOGGER = logging.getLogger("slack_bolt")


def flow(settings: Settings, client: WebClient, installations: Installations, states: States) -> OAuthFlow:
    """The pages that install the app."""

    def success(args: SuccessArgs) -> BoltResponse:
        log.warning("installed", team=args.installation.team_id)
        return args.default.success(args)

    public = settings.public_url.rstrip("/") if settings.public_url else None
    assert settings.slack_client_secret is not None
    choices = OAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        scopes=scopes(settings.deal_link),
        user_scopes=[],
        redirect_uri=f"{public}{REDIRECT}" if public else None,
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        authorization_url=f"{address(settings).removesuffix('api/')}oauth/v2/authorize",
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=states,
        state_expiration_seconds=STATE_S,
        logger=LOGGER,
    )
    default = DefaultCallbackOptions(
        logger=LOGGER, state_utils=choices.state_utils, redirect_uri_page_renderer=choices.redirect_uri_page_renderer
    )
    choices.callback_options = CallbackOptions(success=success, failure=default.failure)
    return OAuthFlow(client=client, logger=LOGGER, settings=choices)


class Workspaces(Authorize):
    """Authorises a request with the bot of its workspace, whose token is exchanged before it ends.

    `alone` lets one request of a workspace at a time exchange it: a refresh token works once.
    """

    def __init__(
        self, installations: Installations, rotator: TokenRotator, alone: Callable[[str], AbstractContextManager[None]]
    ) -> None:
        self._installations = installations
        self._rotator = rotator
        self._alone = alone

    def __call__(self, *, context: BoltContext, team_id: str | None, **_: Any) -> AuthorizeResult | None:  # noqa: ANN401
        """None where the workspace has not installed the app, or its token can be used no more."""
        return self.installed(team_id, context.user_id) if team_id else None

    def installed(self, team: str, user: str | None = None) -> AuthorizeResult | None:
        """As whom we are in a workspace; `user` is whose request it is."""
        bot = self.bot(team)
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=bot.enterprise_id,
            team_id=bot.team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
            bot_scopes=bot.bot_scopes,
            user_id=user,
        )

    def bot(self, team: str) -> Bot | None:
        """The bot of a workspace, with a token that can be used."""
        bot = self._installations.bot(team)
        if bot is not None and _ends_soon(bot):
            with self._alone(team):
                bot = self._installations.refresh(team, self._renewed)
        return None if bot is None or _over(bot) else bot

    def _renewed(self, bot: Bot) -> Bot | None:
        if not _ends_soon(bot):
            return None
        try:
            with translated():
                try:
                    return self._rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=BEFORE_S // 60)
                except SlackTokenRotationError as error:
                    raise error.api_error from error
        except (SlackApiError, OperatorError) as error:
            log.error("token not exchanged", team=bot.team_id, reason=str(error))
        except UnavailableError as error:
            if _over(bot):
                raise
            log.warning("token not exchanged yet", team=bot.team_id, reason=str(error))
        return None


def workspaces(
    settings: Settings, installations: Installations, exclusive: Callable[[str, str], AbstractContextManager[None]]
) -> Workspaces:
    """Who a request is authorised as, by the settings; `exclusive` holds a lock by organisation and name."""
    assert settings.slack_client_id is not None
    assert settings.slack_client_secret is not None
    rotator = TokenRotator(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        client=web_client(settings, patient=True),
    )
    return Workspaces(installations, rotator, lambda team: exclusive(team, "slack token"))


def _ends_soon(bot: Bot) -> bool:
    return bot.bot_token_expires_at is not None and bot.bot_token_expires_at < time.time() + BEFORE_S


def _over(bot: Bot) -> bool:
    return bot.bot_token_expires_at is not None and bot.bot_token_expires_at <= time.time()
