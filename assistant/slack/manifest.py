"""What the app is created from: assistant/slack/manifest.json, and what the settings add to it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from assistant.slack.links import DealLinks

OF_LINKS, EVENT_OF_LINKS = ("links:read", "links:write"), "link_shared"


def manifest(deal_link: str | None = None) -> dict[str, Any]:
    """The app's manifest; with the pattern of the CRM's addresses also what previews of them need."""
    found: dict[str, Any] = json.loads(files("assistant.slack").joinpath("manifest.json").read_text(encoding="utf-8"))
    links = DealLinks.like(deal_link)
    if links is not None:
        bot, subscriptions = found["oauth_config"]["scopes"], found["settings"]["event_subscriptions"]
        bot["bot"] = sorted([*bot["bot"], *OF_LINKS])
        subscriptions["bot_events"] = sorted([*subscriptions["bot_events"], EVENT_OF_LINKS])
        found["features"]["unfurl_domains"] = [links.domain]
    return found


def scopes(deal_link: str | None = None) -> list[str]:
    """The bot scopes that the app needs."""
    return list(manifest(deal_link)["oauth_config"]["scopes"]["bot"])
