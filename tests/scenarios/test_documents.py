"""Documents through the commands: a real database, a real vector store, a model with a script."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.bootstrap import build
from assistant.settings import read_settings
from assistant.terminal.main import run
from tests import document_files as files
from tests import openai_server
from tests.builders import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.openai_server import Request

PROCESS = str(Path(__file__).resolve().parents[2] / "knowledge" / "processes" / "general-purchase.yaml")
MAIL = """From: Priya Nair <priya@oldmill.example>
To: Ana Silva <ana@us.example>
Date: Tue, 03 Mar 2026 10:00:00 +0100
Subject: Re: our project
MIME-Version: 1.0

Hi Ana,

we named Priya Nair as the owner of the initiative.

On Mon, 2 Mar 2026 at 09:00, Ana Silva <ana@us.example> wrote:
> Your legal team cleared the contract, I hear.
"""
CALL = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ana Silva>We sent you the proposal. Did finance approve the budget?</v>

00:00:05.000 --> 00:00:06.000
<v Priya Nair>Yes, we did.</v>

00:00:07.000 --> 00:00:09.000
<v Priya Nair>And we named Tom Baker as the owner of the initiative.</v>

00:00:10.000 --> 00:00:12.000
<v Ana Silva>Great, your legal team cleared the contract too.</v>
"""


CLAIMS = {
    r"(?:they|we) named \w+ \w+ as the owner of the initiative": ("owner-named", "happened"),
    r"[^\s,]+ signed the contract on 4 March 2026": ("contract-signed", "happened"),
    r"your legal team cleared the contract": ("reviews-passed", "happened"),
    r"finance approve the budget": ("spend-approved", "happened"),
}


def _answered(request: Request) -> str:
    found = [
        openai_server.claim(outcome, match[0], verdict=verdict)
        for pattern, (outcome, verdict) in CLAIMS.items()
        if (match := re.search(pattern, request.user, re.IGNORECASE)) is not None
    ]
    activity = re.findall("We sent you the proposal", request.user)
    return json.dumps({"claims": found, "seller_activity": activity})


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with openai_server.scripted_openai([openai_server.answers(_answered)]) as endpoint:
        monkeypatch.setenv("OPENAI_API_KEY", "test-key")
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        monkeypatch.setenv("RIGHTSIDE_MODEL", "tiny")
        yield


@pytest.fixture
def rightside(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("RIGHTSIDE_TODAY", "2026-03-10")

    def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = run(list(arguments))
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def claims(out: str) -> list[tuple[str, str, str, str | None, str]]:
    return [
        (each["outcome"], each["verdict"], each["grade"], each["occurred_on"], each["place"])
        for each in json.loads(out)["claims"]
    ]


def test_a_mail_is_read_with_places_and_without_its_history(
    rightside: Callable[..., tuple[int, str, str]], written: Callable[..., str]
) -> None:
    code, out, err = rightside(
        "read", "--process", PROCESS, "--document", written("mail.eml", MAIL), "--us", "us.example", "--format", "json"
    )
    assert (code, err) == (0, "")
    assert claims(out) == [("owner-named", "happened", "artefact", "2026-03-03", "line 3")]
    answer = json.loads(out)
    assert answer["notes"] == ["1 older mail quoted in it left unread: quoted history is not news."]
    assert answer["reader"] == "tiny"


def test_a_call_is_read_by_who_speaks(
    rightside: Callable[..., tuple[int, str, str]], written: Callable[..., str]
) -> None:
    code, out, _ = rightside(
        "read", "--process", PROCESS, "--document", written("call.vtt", CALL), "--us", "Ana Silva", "--format", "json"
    )
    answer = json.loads(out)
    assert code == 0
    assert claims(out) == [("owner-named", "happened", "quoted", None, "00:00:07")]
    assert [(each["outcome"], each["quote"], each["place"]) for each in answer["questions"]] == [
        ("spend-approved", "Yes, we did.", "00:00:05")
    ]
    assert answer["seller_activity"] == ["We sent you the proposal"]


def test_read_shows_places_in_words_too(
    rightside: Callable[..., tuple[int, str, str]], written: Callable[..., str]
) -> None:
    pages = files.pdf("Minutes", "They named Priya Nair as the owner of the initiative.")
    code, out, _ = rightside("read", "--process", PROCESS, "--document", written("minutes.pdf", pages))
    assert code == 0
    assert "Found: happened (asserted" in out
    assert "(page 2)" in out


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scan.pdf", files.pdf("", ""), "scan.pdf holds pictures of pages and no text"),
        ("locked.pdf", files.locked_pdf("secret", "letmein"), "protected with a password"),
        ("broken.docx", files.docx("x")[:900], "damaged Word document"),
        ("bomb.docx", files.replaced(files.docx("x"), {"word/media/a": bytes(20_000_000)}), "200 times its size"),
        ("empty.txt", b"", "empty.txt is empty"),
        ("rubbish.txt", bytes(range(256)), "is no text"),
    ],
)
def test_a_bad_file_gets_one_sentence(
    rightside: Callable[..., tuple[int, str, str]], written: Callable[..., str], name: str, content: bytes, words: str
) -> None:
    code, out, err = rightside("read", "--process", PROCESS, "--document", written(name, content), "--format", "json")
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_lines_of_json_and_a_document_do_not_go_together(
    rightside: Callable[..., tuple[int, str, str]], written: Callable[..., str]
) -> None:
    code, _, err = rightside("read", "--process", PROCESS, "--document", written("a.txt", "x y"), "--jsonl")
    assert (code, "without it" in err) == (2, True)


@pytest.fixture
def evidence(
    rightside: Callable[..., tuple[int, str, str]], written: Callable[..., str]
) -> Callable[..., tuple[int, str, str]]:
    assert rightside("deal", "add", "Oven line", "--account", "Old Mill")[0] == 0

    def call(name: str, content: str, *options: str, stdin: str = "") -> tuple[int, str, str]:
        return rightside("deal", "evidence", "Oven line", written(name, content), *options, stdin=stdin)

    return call


def ledger(rightside: Callable[..., tuple[int, str, str]]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(rightside("deal", "show", "Oven line", "--format", "json")[1])["ledger"]
    return entries


NOTES = "They named Priya Nair as the owner of the initiative.\n\nThey signed the contract on 4 March 2026.\n"


def test_what_is_found_is_shown_and_recorded_once_agreed(
    rightside: Callable[..., tuple[int, str, str]], evidence: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = evidence("mail.eml", MAIL, "--us", "us.example", stdin="all\n")
    assert (code, err) == (0, "")
    for words in (
        "1. ✓ The customer names one person",
        "something they made or sent",
        "line 3",
        "left unread",
        "Record this",
    ):
        assert words in out
    (entry,) = ledger(rightside)
    assert (entry["outcome"], entry["grade"], entry["occurred_on"]) == ("owner-named", "artefact", "2026-03-03")
    assert entry["source"] == "document:mail.eml#line 3"
    assert entry["read_by"].startswith("tiny ")
    assert entry["quote"] in MAIL
    code, out, _ = evidence("mail.eml", MAIL, "--us", "us.example", "--yes")
    assert "in the ledger already" in out
    assert len(ledger(rightside)) == 1


@pytest.mark.parametrize(
    ("answer", "outcomes"), [("none\n", []), ("", []), ("2\n", [1]), ("1, 2\n", [0, 1]), ("all\n", [0, 1])]
)
def test_only_what_the_person_picks_is_recorded(
    rightside: Callable[..., tuple[int, str, str]],
    evidence: Callable[..., tuple[int, str, str]],
    answer: str,
    outcomes: list[int],
) -> None:
    code, out, _ = evidence("notes.txt", NOTES, stdin=answer)
    assert code == 0
    assert "Record these 2?" in out
    assert [each["outcome"] for each in ledger(rightside)] == [
        ("owner-named", "contract-signed")[each] for each in outcomes
    ]
    assert ("Nothing was recorded" in out) is (not outcomes)


@pytest.mark.parametrize(("answer", "words"), [("perhaps\n", "answer all, none, or numbers"), ("7\n", "from 1 to 2")])
def test_an_answer_that_says_nothing_records_nothing(
    rightside: Callable[..., tuple[int, str, str]],
    evidence: Callable[..., tuple[int, str, str]],
    answer: str,
    words: str,
) -> None:
    code, _, err = evidence("notes.txt", NOTES, stdin=answer)
    assert (code, words in err) == (2, True)
    assert ledger(rightside) == []


def test_a_document_that_says_nothing_asks_nothing(evidence: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = evidence("notes.txt", "The weather was fine.", stdin="all\n")
    assert code == 0
    assert "I found nothing in this that the customer did." in out
    assert "Record" not in out


def test_doubts_and_the_sellers_side_are_shown_and_not_recorded(
    rightside: Callable[..., tuple[int, str, str]], evidence: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, _ = evidence("call.vtt", CALL, "--us", "Ana Silva", "--yes")
    assert code == 0
    assert "Not sure, so not recorded" in out
    assert "Yes, we did." in out
    assert "We sent you the proposal" in out
    assert [(each["outcome"], each["source"]) for each in ledger(rightside)] == [
        ("owner-named", "document:call.vtt#00:00:07")
    ]


def test_in_chat_quoted_history_is_not_news(
    rightside: Callable[..., tuple[int, str, str]], evidence: Callable[..., tuple[int, str, str]]
) -> None:
    assert evidence  # there is one deal
    text = MAIL.partition("\n\n")[2].replace("Hi Ana,", "Oven line: hi,")
    with build(read_settings()) as application:
        organisation = application.settings.organisation
        (deal,) = application.desk.deals.deals(organisation)
        reply = application.coach.reply(message(organisation, text, person=deal.owner, deal=deal.id))
    assert [each.outcome for each in reply.recorded] == ["owner-named"]
    assert {each["outcome"] for each in ledger(rightside)} == {"owner-named"}
