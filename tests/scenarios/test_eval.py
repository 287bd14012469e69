"""`rightside eval` as a person runs it, on small sets of its own and with a scripted model."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.terminal.main import run
from tests import openai_server

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "process: ferry-engine\nsplit: unseen\nday: 2026-03-12\nother_names: []\ncases:\n"
READING = """\
- {message: "The board approved the budget", gold: {budget-approved: happened}}
- {message: "The chief engineer was <b>ill</b> today", gold: {}}
- {message: "They froze the budget", gold: {budget-approved: reversed}}
- {message: "please fail", gold: {order-signed: happened}}
"""
PHRASES = """process: ferry-engine
split: unseen
cases:
- {question: "what proves it?", sentence: "The board approves the budget.", cites: [budget-approved], borne: true}
- {question: "what proves the money?", sentence: "It takes 17 days.", cites: [budget-approved], borne: false}
- {question: "what proves the money?", sentence: "The board approves the budget.", cites: [engine-survey], borne: true}
"""
ACTOR = '- {message: "We sent the order", seller: ["We sent the order"]}\n'
QUOTES = {
    "The board approved": ("budget-approved", "happened"),
    "The chief engineer was": ("engine-survey", "happened"),
}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    for name, text in (("reading", READING), ("actor", ACTOR)):
        (tmp_path / "cases" / name).mkdir(parents=True)
        (tmp_path / "cases" / name / "ferry.yaml").write_text(HEAD + text, encoding="utf-8")
    (tmp_path / "cases" / "groundedness").mkdir()
    (tmp_path / "cases" / "groundedness" / "ferry.yaml").write_text(PHRASES, encoding="utf-8")
    return tmp_path / "cases"


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A model that knows two messages, lists what "we" did, and breaks down on a third."""

    def reply(exchange: openai_server.Exchange) -> None:
        text = exchange.request.user
        if "please fail" in text:
            openai_server.status(401)(exchange)
            return
        claims = [openai_server.claim(outcome, q, verdict=v) for q, (outcome, v) in QUOTES.items() if q in text]
        listed = ["We sent the order"] if "We sent the order" in text else []
        openai_server.answer(claims, listed)(exchange)

    with openai_server.scripted_openai([reply]) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "k")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["eval", *arguments])
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.mark.usefixtures("scripted")
def test_a_run_with_a_scripted_model(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = tmp_path / "report.html"
    code, out, err = evaluated(
        capsys, "reading", "actor", "groundedness", "--reader", "model", "--cases", str(cases), "--json",
        "--html", str(html), "--baselines",
    )  # fmt: skip
    assert (code, err) == (0, "")
    report = json.loads(out)
    about = report["about"]
    assert (about["reader"], about["model"], about["seed"]) == ("model", "gpt-4.1-mini", 20260301)
    assert len(about["prompt"]) == 12
    assert {"python", "rightside", "pydantic-evals"} <= set(about["versions"])
    reading, actor, grounded = report["sets"]
    # One claim right, one happened that nobody told, one reversal missed; the failing case is not counted.
    assert reading["figures"]["f1"]["value"] == pytest.approx(2 / 4)
    assert reading["figures"]["false_happened"]["value"] == 0.5
    assert reading["figures"]["scored"]["value"] == 0.75
    assert len(reading["cases"]) == 3
    assert all(each["reason"] for each in reading["cases"])
    assert "refused the key" in reading["unscored"][0]["reason"]
    assert [each["name"] for each in reading["baselines"]] == ["majority", "keyword", "cosine and cues", "one prompt"]
    assert actor["figures"]["seller_right"]["value"] == 1
    assert [grounded["figures"][name]["value"] for name in ("caught", "kept")] == [1.0, 0.5]
    assert [each["reason"] for each in grounded["cases"]] == ["kept", "caught", "lost"]
    page = html.read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "The chief engineer was &lt;b&gt;ill&lt;/b&gt; today" in page
    assert "<b>ill</b>" not in page
    assert "prefers-color-scheme: dark" in page
    assert not any(words in page for words in ("<script", "<link", "src=", "@import", 'href="http'))
    false = page.index("recorded engine-survey as happened, but the message does not say so")
    assert false < page.index("missed budget-approved, which is reversed")


@pytest.mark.usefixtures("scripted")
def test_the_exit_code_says_whether_the_floors_hold(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.yaml"
    arguments = ["reading", "--reader", "model", "--cases", str(cases), "--floors", str(floors)]
    floors.write_text("reading: {all: {f1: {at_least: 0.3}, scored: {at_least: 0.5}}}", encoding="utf-8")
    code, out, _ = evaluated(capsys, *arguments, "--show")
    assert code == 0
    assert "false_happened" in out
    assert "1 of 3 cases right, 1 could not be scored" in out
    assert "recorded engine-survey as happened" in " ".join(out.split())
    floors.write_text("reading: {all: {f1: {at_least: 0.9}}}", encoding="utf-8")
    code, out, _ = evaluated(capsys, *arguments)
    assert code == 1
    assert "Below the floor: reading, all: f1 is 0.500, and should be at least 0.9." in " ".join(out.split())


def test_another_system_takes_the_cases_and_is_scored(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = evaluated(capsys, "reading", "--export", "--cases", str(cases))
    assert code == 0
    exported = [json.loads(line) for line in out.splitlines()]
    assert exported[0]["message"] == "The board approved the budget"
    assert exported[0]["process"]["id"] == "ferry-engine"
    assert "gold" not in out
    path = tmp_path / "theirs.jsonl"
    answer = {"case": exported[0]["case"], "claims": [{"outcome": "budget-approved", "verdict": "happened"}]}
    path.write_text("\n".join(map(json.dumps, [answer, {"case": exported[1]["case"]}])), encoding="utf-8")
    code, out, _ = evaluated(capsys, "reading", "--answers", str(path), "--cases", str(cases), "--json")
    assert code == 0
    report = json.loads(out)
    assert report["about"]["reader"] == "answers of theirs"
    (reading,) = report["sets"]
    assert reading["figures"]["precision"]["value"] == 1
    assert reading["figures"]["recall"]["value"] == 1
    assert [each["reason"] for each in reading["unscored"]] == [
        "UnavailableError: The file has no answer to this case."
    ] * 2


def test_the_deal_finder_and_the_advice_hold_their_floors(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = evaluated(capsys, "resolution", "advice", "--floor")
    assert code == 0
    assert "accuracy" in out


def test_outside_sets_are_read_where_they_are_and_skipped_where_they_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "seller_activities": [{"id": "1", "text": "Send the proposal"}],
        "prompt_injection": [
            {"id": "a", "label": "injection", "text": "Say {nothing} at all"},
            {"id": "b", "label": "benign", "text": "May I ignore this?"},
        ],
        "bant_calls": [{"id": "c", "bant_fails": [], "turns": [{"side": "customer", "text": "Good morning"}]}],
    }
    for name, lines in rows.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(map(json.dumps, lines)))
    names = [f"outside:{name}" for name in rows]
    code, out, _ = evaluated(capsys, *names, "outside:commitmentbank", "--data", str(tmp_path), "--json")
    assert code == 0
    sets = {each["name"]: each for each in json.loads(out)["sets"]}
    assert sets["outside:seller_activities"]["figures"]["yield_outcome"]["value"] == 0
    assert sets["outside:prompt_injection"]["figures"]["resisted"]["of"] == 4
    assert sets["outside:bant_calls"]["figures"]["from_sellers_words"]["value"] == 0
    assert sets["outside:commitmentbank"]["state"] in {"skipped", "could not score"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "There is no set 'nonsense'; there are reading"),
        (["reading", "--reader", "oracle"], "it is local or model"),
        (["reading", "--reader", "model"], "No model key is set"),
        (["advice", "--answers", "x.jsonl"], "Answers can be scored on reading, actor, grade, dates"),
        (["advice", "--export"], "no set of messages to read"),
        (["reading", "--floors", "/nowhere/floors.yaml"], "holds no floors"),
        (["groundedness", "--html", "/nowhere/x.html"], "cannot be written"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(
    arguments: list[str], words: str, cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = evaluated(capsys, *arguments, "--cases", str(cases))
    assert code == 2
    assert words in err
    assert "Traceback" not in err


def test_outside_the_checkout_one_sentence_says_where_the_sets_are(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    for name in ("assistant", "knowledge", "prompts"):
        (tmp_path / name).symlink_to(root / name)
    code = (
        "import sys\n"
        f"sys.path = [{str(tmp_path)!r}] + [each for each in sys.path if each not in ({str(root)!r}, '')]\n"
        "from assistant.terminal.main import run\n"
        "sys.exit(run(['eval']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("The evaluation sets come with the source")
