"""The commands as a person runs them: a real database, a real vector store, the local reader."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import openai_server

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
PROCESS = str(ROOT / "knowledge" / "processes" / "general-purchase.yaml")


def test_the_scripted_demo_shows_the_whole_story(rightside: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = rightside("demo")
    assert (code, err) == (0, "")
    for words in ("Recorded", "went back", "Taken back", "Next for you", "Customer", "Happened · Not yet"):
        assert words in out


def test_import_chat_and_show_tell_one_story(imported: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = imported(
        "chat",
        "--as",
        "Ana Silva",
        stdin=(
            "Old Mill Bakery: legal and security finished their review and passed us\nundo\n"
            "bad news: they cancelled the order\nwhy?\nmy deals\nbye\n"
        ),
    )
    assert code == 0
    assert "Oven line" in out
    code, out, _ = imported("deal", "show", "Old Mill Bakery", "--format", "json")
    shown = json.loads(out)
    assert shown["deal"]["id"] == "006A"
    assert shown["deal"]["owner"] == "Ana Silva"
    entries = [(each["outcome"], each["verdict"]) for each in shown["ledger"]]
    assert entries[:2] == [("reviews-passed", "happened"), ("reviews-passed", "withdrawn")]
    assert shown["ledger"][0]["quote"] == "Old Mill Bakery: legal and security finished their review"
    assert shown["standing"]["statuses"]["reviews-passed"] == "unknown"


def test_deals_by_hand(rightside: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = rightside(
        "deal",
        "add",
        "Oven line",
        "--account",
        "Old Mill",
        "--amount",
        "9000",
        "--currency",
        "EUR",
        "--close-date",
        "2027-01-01",
        "--attribute",
        "segment=mid",
    )
    assert (code, "Added Oven line" in out) == (0, True)
    assert "Oven line" in rightside("deal", "list")[1]
    assert json.loads(rightside("deal", "list", "--format", "json")[1])[0]["name"] == "Oven line"
    assert "ledger of this deal is empty" in rightside("deal", "show", "Oven line")[1]
    code, _, err = rightside("deal", "close", "Oven line", "--lost")
    assert (code, "why it was lost" in err) == (2, True)
    assert rightside("deal", "close", "Oven line", "--lost", "--reason", "no money")[0] == 0
    assert "Oven line" not in rightside("deal", "list")[1]
    assert "Oven line" in rightside("deal", "list", "--state", "lost")[1]
    assert "closed as lost" in rightside("deal", "show", "Oven line")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("deal", "show", "nobody"), "There is no deal 'nobody'"),
        (("deal", "add", "  "), "Give the deal a name"),
        (("deal", "add", "x", "--amount", "lots"), "no amount"),
        (("deal", "add", "x", "--attribute", "segment"), "KEY=VALUE"),
        (("deal", "add", "x", "--close-date", "soon"), "no day"),
        (("deal", "list", "--state", "half"), "open, won, lost, removed or all"),
        (("chat", "--as", "nobody"), "no person called"),
        (("process", "show", "nothing"), "no published process"),
        (("process", "publish", "missing.yaml"), "missing.yaml"),
        (("ask", ""), "empty"),
        (("ask", "budget?", "--process", "nothing"), "no published process"),
        (("stand", "--process", PROCESS), "--ledger"),
        (("read", "--process", PROCESS, "--reader", "oracle"), "local or model"),
        (("read", "--process", PROCESS, "--reader", "model"), "OPENAI_API_KEY"),
        (("fly",), "No such command"),
        (("stand", "--process", PROCESS, "--ledger", "missing.jsonl"), "cannot be read"),
    ],
)
def test_a_mistake_gets_one_plain_sentence(
    rightside: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = rightside(*arguments)
    assert code == 2
    assert words in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_ask_is_cited(rightside: Callable[..., tuple[int, str, str]]) -> None:
    assert "version 1]" in rightside("ask", "What counts as proof that an authorised person signed?")[1]
    answer = json.loads(rightside("ask", "What counts as proof of a signature?", "--format", "json")[1])["answer"]
    assert all(each["citation"] for each in answer)


def test_read_prints_the_documented_json(rightside: Callable[..., tuple[int, str, str]]) -> None:
    text = "We sent the proposal on Monday. Their CFO has not answered yet."
    code, out, _ = rightside("read", "--process", PROCESS, "--format", "json", stdin=text)
    reading = json.loads(out)
    assert code == 0
    assert set(reading) == {"claims", "questions", "seller_activity", "reader"}
    assert all(claim["quote"] in text for claim in reading["claims"] + reading["questions"])
    code, out, _ = rightside(
        "read",
        "--process",
        PROCESS,
        "--jsonl",
        stdin=(
            json.dumps({"message": text, "on": "2026-03-02", "timezone": "Europe/Paris"})
            + '\nnot json\n{"message": 1}\n{"message": ""}\n{"message": "a", "on": "soon"}\n\n'
        ),
    )
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert lines[0]["reader"] == "local"
    assert all(set(line) == {"error"} for line in lines[1:])
    assert len(lines) == 5


def test_read_for_people_and_for_a_deal(rightside: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    deal = tmp_path / "deal.json"
    deal.write_text(
        json.dumps({"name": "Oven", "other_deals": ["Harbour Foods", {"name": "Linden"}]}), encoding="utf-8"
    )
    code, out, _ = rightside("read", "--process", PROCESS, "--deal-json", str(deal), stdin="We sent a flyer.")
    assert (code, "Read by: local" in out) == (0, True)
    deal.write_text("[]", encoding="utf-8")
    assert rightside("read", "--process", PROCESS, "--deal-json", str(deal), stdin="x y")[0] == 2
    assert rightside("read", "--process", PROCESS, stdin=b"\xff\xfe")[0] == 2


def _ledger_line(**more: Any) -> str:
    return json.dumps(
        {
            "id": "1",
            "outcome": "problem-stated",
            "verdict": "happened",
            "grade": "quoted",
            "recorded_at": "2026-03-02T09:00:00+01:00",
            **more,
        }
    )


def test_stand_prints_the_documented_json(rightside: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text(
        _ledger_line(quote="line\u2028separator", occurred_on="2026-03-01")
        + "\n\n"
        + _ledger_line(id="2", outcome="zebra"),
        encoding="utf-8",
    )
    code, out, _ = rightside(
        "stand", "--process", PROCESS, "--ledger", str(ledger), "--on", "2026-03-05", "--format", "json"
    )
    standing = json.loads(out)
    assert code == 0
    assert set(standing) == {
        "customer_stage",
        "statuses",
        "backward_moves",
        "last_customer_action",
        "open_gates",
        "next_question",
        "next_action",
        "ignored",
    }
    assert standing["last_customer_action"] == "2026-03-01"
    assert standing["ignored"] == ["2"]
    assert "the customer is at" in rightside("stand", "--process", PROCESS, "--ledger", str(ledger))[1]
    bad = rightside("stand", "--process", PROCESS, "--ledger", str(ledger), "--on", "soon")
    assert (bad[0], "no day" in bad[2]) == (2, True)


def test_stand_answers_line_by_line(rightside: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = rightside(
        "stand",
        "--process",
        PROCESS,
        "--jsonl",
        stdin="\n".join(
            [
                json.dumps({"ledger": [json.loads(_ledger_line())], "on": "2026-03-02"}),
                "nonsense",
                json.dumps({"ledger": 1}),
                json.dumps({"ledger": [json.loads(_ledger_line()), json.loads(_ledger_line())]}),
                json.dumps({"ledger": [json.loads(_ledger_line(recorded_at="2026-03-02T09:00:00"))]}),
                json.dumps({"ledger": []}),
            ]
        ),
    )
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert answers[0]["statuses"]["problem-stated"] == "met"
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, False]


@pytest.mark.parametrize("line", ["nonsense", "{}", _ledger_line(verdict="maybe"), _ledger_line(supersedes="9")])
def test_a_bad_ledger_names_the_file_and_the_line(
    rightside: Callable[..., tuple[int, str, str]], tmp_path: Path, line: str
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text(line, encoding="utf-8")
    code, _, err = rightside("stand", "--process", PROCESS, "--ledger", str(ledger))
    assert code == 2
    assert "ledger.jsonl" in err


def test_doctor_says_what_is_there_and_masks_secrets(
    rightside: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    code, out, _ = rightside("doctor", "--rebuild")
    assert code == 0
    assert "xoxb" not in out
    assert "agrees with its ledger" in " ".join(out.split())
    checks = {each["what"]: each["state"] for each in json.loads(rightside("doctor", "--format", "json")[1])["checks"]}
    assert checks == {
        "database": "ok",
        "vector store": "ok",
        "local reader": "ok",
        "model": "not set",
        "Slack": "not set",
        "Salesforce": "not set",
    }
    monkeypatch.setenv("RIGHTSIDE_DATABASE_URL", "nonsense://x")
    code, out, _ = rightside("doctor")
    assert (code, "broken" in out) == (1, True)


def test_a_bad_setting_is_named(
    rightside: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIGHTSIDE_TODAY", "soon")
    code, _, err = rightside("deal", "list")
    assert (code, "RIGHTSIDE_TODAY" in err or "today" in err) == (2, True)


HEAVY = ("chromadb", "langchain", "langchain_openai", "openai", "sqlalchemy", "alembic", "slack_bolt", "matplotlib")


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], (*HEAVY, "numpy", "yaml")),
        (["stand", "--process", PROCESS, "--jsonl"], (*HEAVY, "numpy")),
        (["read", "--process", PROCESS, "--jsonl"], HEAVY),
    ],
)
def test_a_command_imports_no_more_than_it_needs(arguments: list[str], unwanted: tuple[str, ...]) -> None:
    code = (
        "import sys; from assistant.terminal.main import run; code = run(sys.argv[1:]); "
        f"print([name for name in {unwanted!r} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        input="",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip().endswith("[]"), done.stderr


def test_chat_begins_with_a_deal_and_shows_errors_in_place(imported: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = imported(
        "chat",
        "--as",
        "Ana Silva",
        "--deal",
        "Harbour Foods",
        stdin='where is it?\n🎉\nwhat changed since forever?\n\n"quoted" [bold]x[/bold]\n',
    )
    assert code == 0
    assert "Dispatch platform · Harbour Foods" in out
    assert "without words" in out
    assert "cannot tell which day" in out
    assert "Until next time." in out
    assert imported("chat", "--deal", "Nobody")[0] == 2


def test_a_model_is_used_where_a_key_is_set(
    rightside: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Their approver released the budget."
    claim = openai_server.claim("spend-approved", text, verdict="happened", grade="asserted")
    with openai_server.scripted_openai([openai_server.answer([claim])]) as endpoint:
        monkeypatch.setenv("OPENAI_API_KEY", "test-key")
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        monkeypatch.setenv("RIGHTSIDE_MODEL", "tiny")
        reading = json.loads(rightside("read", "--process", PROCESS, "--format", "json", stdin=text)[1])
        code, out, _ = rightside("doctor", "--format", "json")
    assert reading["reader"] == "tiny"
    assert [each["outcome"] for each in reading["claims"]] == ["spend-approved"]
    assert {each["what"]: each["state"] for each in json.loads(out)["checks"]}["model"] == "ok"
    assert code == 0
    monkeypatch.setenv("RIGHTSIDE_MODEL_TIMEOUT", "1")
    reading = json.loads(rightside("read", "--process", PROCESS, "--format", "json", stdin=text)[1])
    assert reading["reader"] == "local"
    assert "local reader" in reading["notice"]
    code, out, _ = rightside("doctor", "--format", "json")
    assert (code, {each["what"]: each["state"] for each in json.loads(out)["checks"]}["model"]) == (1, "broken")


def test_doctor_masks_the_password_of_the_database(
    rightside: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIGHTSIDE_DATABASE_URL", "postgresql://user:hunter2@127.0.0.1:1/none")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/")
    code, out, _ = rightside("doctor")
    assert code == 1
    assert "hunter2" not in out
    assert "Socket Mode" in out


def test_every_command_has_help_with_an_example(rightside: Callable[..., tuple[int, str, str]]) -> None:
    for command in (
        ("demo",),
        ("chat",),
        ("read",),
        ("stand",),
        ("ask",),
        ("doctor",),
        ("serve",),
        ("people", "import"),
        ("people", "list"),
        ("slack", "sync-people"),
        ("process", "check"),
        ("process", "publish"),
        ("process", "list"),
        ("process", "show"),
        ("process", "draft"),
        ("process", "interview"),
        ("process", "history"),
        ("process", "map"),
        ("process", "move"),
        ("process", "quiz"),
        ("process", "rollback"),
        ("process", "which"),
        ("deal", "list"),
        ("deal", "show"),
        ("deal", "add"),
        ("deal", "close"),
        ("sync", "csv"),
    ):
        code, out, _ = rightside(*command, "--help")
        assert code == 0
        assert "Example:" in out
    assert rightside("--version")[1].startswith("rightside ")
