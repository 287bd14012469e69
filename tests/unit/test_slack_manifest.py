"""The manifest declares what the code uses, and nothing more."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import assistant.slack
from assistant.coaching.desk import opened
from assistant.slack.app import FEATURES
from assistant.slack.listeners import installed
from assistant.slack.listeners.deliveries import KEPT
from assistant.slack.listeners.workflows import EVENT as STEPS
from assistant.slack.manifest import manifest, scopes
from assistant.slack.views.workflows import outputs
from assistant.terminal.main import run
from tests.builders import DEALS, NOW, bakery, proved

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from assistant.coaching.desk import Case
    from assistant.deals.observation import Observation

FOLDER = Path(assistant.slack.__file__).parent
MANIFEST = manifest("https://crm.example:8443/deals/{deal}?view=all")
LINKS = {"links:read", "links:write"}  # asked for only where the setting names the CRM's addresses
NONE: frozenset[str] = frozenset()
METHODS = {  # Web API methods and what Slack asks of a bot for each
    "auth_test": NONE,
    "agents_sessions_setStatus": {"chat:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "assistant_threads_setTitle": {"assistant:write"},
    "chat_getPermalink": NONE,
    "chat_unfurl": {"links:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"im:history"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "functions_completeError": NONE,
    "functions_completeSuccess": NONE,
    "files_info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "users_info": {"users:read", "users:read.email"},
    "users_list": {"users:read", "users:read.email"},
    "views_open": NONE,
    "views_publish": NONE,
}
EVENTS = {
    "agent_session_stopped": NONE,
    "app_home_opened": NONE,
    "app_uninstalled": NONE,
    "tokens_revoked": NONE,
    "function_executed": NONE,
    "link_shared": {"links:read"},
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
}
NEEDS = {"commands": {"commands"}, "shortcuts": {"commands"}, "files": {"files:read"}}
CALL = re.compile(
    r"(agents|api|assistant|auth|bots|chat|conversations|files|functions|reactions|team|users|views)_[a-zA-Z_0-9]+"
)


def case_of(*ledger: Observation) -> Case:
    return opened(DEALS[0], bakery(), ledger, NOW.date())


class Recorder:
    """Stands in for Bolt's app and notes what listeners are registered for."""

    def __init__(self) -> None:
        self.registered: list[tuple[str, Any]] = []

    def middleware(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return function

    def __getattr__(self, kind: str) -> Callable[[Any], Callable[[Any], Any]]:
        def decorator(constraint: Any, **_: Any) -> Callable[[Any], Any]:
            self.registered.append((kind, constraint))
            return lambda function: function

        return decorator

    def exact(self, kind: str) -> set[str]:
        """What is registered by name; the patterns of buttons, and those that take what nobody knows, are not."""
        return {each for of, each in self.registered if of == kind and isinstance(each, str)}


class Serving:
    """Stands in for what says how deliveries are carried out."""

    clock = None

    def serve(self, *_: Any) -> None:
        pass


def registered() -> Recorder:
    app = Recorder()
    for feature in FEATURES:
        feature.register(app, Serving())  # type: ignore[arg-type]
    installed.register(app, None)  # type: ignore[arg-type]
    return app


def called() -> set[str]:
    """The Web API methods that the code calls, by the names of the client's methods."""
    return {
        node.func.attr
        for path in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and CALL.fullmatch(node.func.attr)
    }


def test_every_method_called_is_known_with_its_scopes() -> None:
    assert called() == set(METHODS)


def test_the_scopes_are_those_that_the_code_needs() -> None:
    needed = {"users:read"}.union(*METHODS.values(), *EVENTS.values(), *NEEDS.values())
    assert MANIFEST["oauth_config"]["scopes"]["bot"] == sorted(needed)


def test_the_events_are_those_that_the_code_hears() -> None:
    declared = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert declared == sorted(EVENTS)
    assert {each.split(".")[0] for each in declared} == registered().exact("event") | KEPT | {STEPS}


def test_without_the_setting_nothing_of_links_is_asked_for() -> None:
    bare = manifest()
    assert MANIFEST["features"]["unfurl_domains"] == ["crm.example"]
    assert "unfurl_domains" not in bare["features"]
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) - set(bare["oauth_config"]["scopes"]["bot"]) == LINKS
    events = [each["settings"]["event_subscriptions"]["bot_events"] for each in (MANIFEST, bare)]
    assert set(events[0]) - set(events[1]) == {"link_shared"}
    assert scopes() == bare["oauth_config"]["scopes"]["bot"]


def test_the_steps_of_workflows_are_those_that_the_code_answers() -> None:
    assert set(MANIFEST["functions"]) == registered().exact("function")
    assert MANIFEST["settings"]["function_runtime"] == "remote"
    assert MANIFEST["settings"]["org_deploy_enabled"] is True  # else Slack offers no step
    (step,) = MANIFEST["functions"].values()
    told = case_of(proved("problem-stated"))
    assert set(step["output_parameters"]) == set(outputs(told))
    assert set(step["input_parameters"]) == {"deal", "interactivity"}


def test_commands_and_shortcuts_are_those_that_the_code_answers() -> None:
    app, features = registered(), MANIFEST["features"]
    assert {each["command"] for each in features["slash_commands"]} == app.exact("command")
    for kind, name in (("message", "message_shortcut"), ("global", "global_shortcut")):
        declared = {each["callback_id"] for each in features["shortcuts"] if each["type"] == kind}
        assert declared == app.exact(name)


def test_the_manifest_keeps_slacks_limits() -> None:
    told, features = MANIFEST["display_information"], MANIFEST["features"]
    assert len(told["name"]) <= 35
    assert len(told["description"]) <= 140
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in features["shortcuts"])
    assert all(len(each["description"]) <= 2000 for each in features["slash_commands"])


def test_it_runs_over_socket_mode_with_buttons() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True


def test_the_scopes_are_explained() -> None:
    page = (FOLDER.parents[1] / "docs" / "slack.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
    explained = {scope for row in rows for scope in re.findall(r"`([a-z:._]+)`", row)}
    assert explained == set(MANIFEST["oauth_config"]["scopes"]["bot"])


def test_the_terminal_prints_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["slack", "manifest"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest()
    monkeypatch.setenv("RIGHTSIDE_DEAL_LINK", "https://crm.example:8443/deals/{deal}?view=all")
    assert run(["slack", "manifest"]) == 0
    assert json.loads(capsys.readouterr().out) == MANIFEST
