"""Which part of a pasted thread is news."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.headings import heading
from assistant.documents.mail_dates import day_in
from assistant.documents.sides import Us, us
from assistant.documents.thread import threaded

OURS = us(["Ana Silva", "ana@us.example"])
QUOTED = "> Great that you approved the budget."


def news(text: str, ours: Us = OURS) -> str:
    return threaded(text).news(ours)


@pytest.mark.parametrize(
    "older",
    [
        f"On Mon, 2 Mar 2026 at 10:12, Ana Silva <ana@us.example> wrote:\n{QUOTED}",
        f"On Mon, 2 Mar 2026 at 10:12, Ana Silva\n<ana@us.example> wrote:\n\n{QUOTED}\n> > {QUOTED}",
        f"Am Mo., 2. März 2026 um 10:12 Uhr schrieb Ana Silva <ana@us.example>:\n{QUOTED}",
        f"Ana Silva <ana@us.example> schrieb am 02.03.2026 um 10:12:\n{QUOTED}",
        "-----Original Message-----\nFrom: Ana Silva\nSent: Monday, March 2, 2026 10:12 AM\nTo: Jane\n\nYou approved "
        "the budget.",
        "-----Ursprüngliche Nachricht-----\nVon: Ana Silva [mailto:ana@us.example]\nGesendet: Montag, 2. März 2026 10:12"  # noqa: E501 - one mail, as it comes
        "\nAn: Jane\nBetreff: Budget\n\nYou approved the budget.",
        "From: Ana Silva <ana@us.example>\nSent: Monday\nTo: Jane\nSubject: Budget\n\nYou approved the budget.",
        "________________________________\nVon: Ana Silva\nGesendet: Montag\nAn: Jane\n\nYou approved the budget.",
        "**From:** Ana Silva\n**Date:** 2026-03-02\n**To:** Jane\n\nYou approved the budget.",
        QUOTED,
    ],
)
def test_quoted_history_is_not_news(older: str) -> None:
    assert news(f"Hi Ana,\nwe put the project on hold.\nJane\n\n{older}\n").strip() == (
        "Hi Ana,\nwe put the project on hold.\nJane"
    )


@pytest.mark.parametrize(
    "shown",
    [
        "Jane wrote:\n> We approved the budget.",
        "On 12 March she wrote:\n> We approved the budget.",
        "Look what came in:\n> We approved the budget.",
        "see below\n\nFrom: Jane <jane@c.example>\nSent: Monday\nTo: Ana\n\nWe approved the budget.",
        "FYI\n\n---------- Forwarded message ---------\nFrom: Jane <jane@c.example>\nDate: 2 Mar 2026\n\nWe approved "
        "the budget.",
        "Begin forwarded message:\n\nFrom: Jane <jane@c.example>\nSubject: Budget\n\nWe approved the budget.",
        "FW: Budget\nFrom: Jane\nSent: 2 July 2026\n> We approved the budget.",
        "Hi team, see below from Jane\n\n> We approved the budget.\n\nI'll call her.",
    ],
)
def test_what_a_rep_shows_is_news(shown: str) -> None:
    assert "We approved the budget." in news(shown)


def test_of_a_pasted_mail_only_the_newest_part_is_news() -> None:
    text = (
        "From: Jane Doe <jane@c.example>\nSent: Tuesday, March 3, 2026\nTo: Ana\nSubject: Re: Budget\n\nWe signed.\n\n"
        "From: Ana Silva\nSent: Monday\nTo: Jane\nSubject: Budget\n\nDid the board approve it?\n\n"
        "From: Jane Doe\nSent: Sunday\nTo: Ana\nSubject: Budget\n\nThe board approved it.\n"
    )
    assert "We signed." in news(text)
    assert "board" not in news(text)


def test_a_mail_of_ours_is_no_news_even_on_top() -> None:
    assert news("From: Ana Silva <ana@us.example>\nTo: Jane\n\nYou approved the budget.") == ""
    assert news("From: Desk (us)\nTo: Jane\n\nYou approved the budget.", Us()) == ""


def test_an_answer_below_the_question_is_news() -> None:
    text = "On Tue, 3 Mar 2026 Ana wrote:\n> Did you approve it?\nYes, on Monday.\n> And sign?\nNot yet.\n"
    assert news(text) == "Yes, on Monday.\nNot yet.\n"


def test_a_forward_of_a_forward_is_followed_to_its_mail() -> None:
    text = (
        "From: Bas\nSent: 18 March 2026\nSubject: FW: sourcing\n\nHi Claire, see below. Bas\n\n"
        "> From: Marianne\n> Please go ahead with the tender."
    )
    assert "go ahead with the tender" in news(text)


@pytest.mark.parametrize("text", ["Acme: the owner wrote: 12,000 is set aside", "Von uns: nichts", "we > they", ""])
def test_plain_words_are_no_thread(text: str) -> None:
    assert not threaded(text).quotes
    assert news(text) == text


@pytest.mark.parametrize(
    ("text", "name", "address", "sent"),
    [
        ("On Mon, 2 Mar 2026 at 10:12, Jane Doe <j@c.example> wrote:", "Jane Doe", "j@c.example", date(2026, 3, 2)),
        ("On Mar 3, 2026, at 10:15 AM, May Lee <m@c.example> wrote:", "May Lee", "m@c.example", date(2026, 3, 3)),
        ("Am 03.03.2026 um 10:15 schrieb Jan Novak:", "Jan Novak", "", date(2026, 3, 3)),
        ("From: Doe, Jane <j@c.example>\nDate: 2026-03-04", "Doe, Jane", "j@c.example", date(2026, 3, 4)),
        ("Von: Jane Doe [mailto:j@c.example]\nGesendet: 4. Mai 2026", "Jane Doe", "j@c.example", date(2026, 5, 4)),
    ],
)
def test_a_heading_names_sender_and_day(text: str, name: str, address: str, sent: date) -> None:
    found = heading(text.split("\n"))
    assert found is not None
    assert found.who is not None
    assert (found.who.name, found.who.address, found.sent) == (name, address, sent)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tuesday, March 3, 2026 10:15 AM", date(2026, 3, 3)),
        ("Di., 3. März 2026", date(2026, 3, 3)),
        ("3rd of May", None),
        ("03/04/2026", None),
        ("31.02.2026", None),
        ("7. Dez. 2026", date(2026, 12, 7)),
        ("01.02.26", date(2026, 2, 1)),
    ],
)
def test_only_a_day_that_is_sure_is_read(text: str, day: date | None) -> None:
    assert day_in(text) == day


LINES = st.lists(
    st.sampled_from(
        [
            "", "words", "> quoted", ">> deeper", "> > spaced", "On Mon, 2 Mar 2026 Ana wrote:", "> Jane wrote:",
            "From: Jane <j@c.example>", "To: Ana", "-----Original Message-----", "Begin forwarded message:", "Hi Ana,",
        ]
    ),
    max_size=30,
)  # fmt: skip


@given(st.one_of(st.text(), LINES.map("\n".join)))
def test_every_line_has_one_place_and_nothing_is_invented(text: str) -> None:
    thread = threaded(text)
    assert "".join(text[line.start : line.end] for line in thread.lines) == text
    kept = iter(thread.news(OURS).splitlines(keepends=True))
    assert all(line in text for line in kept)
    for part in thread.parts:
        assert any(sign.isalnum() for sign in part.words(text))
