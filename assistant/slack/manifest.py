"""What assistant/slack/manifest.json asks Slack for."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def manifest() -> dict[str, Any]:
    """The app's manifest."""
    found: dict[str, Any] = json.loads(files("assistant.slack").joinpath("manifest.json").read_text(encoding="utf-8"))
    return found


def scopes() -> list[str]:
    """The bot scopes that the app needs."""
    return list(manifest()["oauth_config"]["scopes"]["bot"])
