"""A playbook as it is cut: what stands under one heading, its place, what it serves; nothing invented."""

from __future__ import annotations

import time
from bisect import bisect_right
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.drafting.draft import Source
from knowledge.entries import Kind
from knowledge.playbook import LONGEST, Playbook, entries_of, playbook
from tests.builders import bakery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from knowledge.entries import Entry

CARDS = """\
We sell ovens.

# Battle cards

## The old oven still works

Serves: problem-stated

Ask the head baker to count the spoiled loaves of one night.

Then ask what they cost.

## Rivals

### Kornhaus is cheaper
- **Serves:** `test-bake`, buy

Their batch burns at the back.

#### In a letter

Offer a morning with ours.
"""
WORDS = "the baker counts loaves that burn at the back of the old oven every night".split()


def cut(text: str, name: str = "cards.md", place: Callable[[int], str] | None = None) -> Playbook:
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
    return playbook(Source(name, text, place or (lambda offset: f"line {bisect_right(starts, offset)}")))


def passages(made: Iterable[Entry]) -> list[Entry]:
    return [each for each in made if each.kind is Kind.PASSAGE]


def long_section(paragraphs: int = 9) -> str:
    """Paragraphs of many lengths, together longer than a passage may be."""
    some = [" ".join(WORDS[at % 7 :] * (1 + at % 5)) for at in range(paragraphs)]
    return "\n\n".join(f"Point {at}: {text}." for at, text in enumerate(some))


def test_a_passage_is_what_stands_under_one_heading() -> None:
    assert [(each.heading, each.text, each.place, each.serves) for each in cut(CARDS).passages] == [
        ("", "We sell ovens.", "line 1", ()),
        (
            "The old oven still works",
            "Ask the head baker to count the spoiled loaves of one night.\n\nThen ask what they cost.",
            "line 9",
            ("problem-stated",),
        ),
        ("Rivals: Kornhaus is cheaper", "Their batch burns at the back.", "line 18", ("test-bake", "buy")),
        ("Kornhaus is cheaper: In a letter", "Offer a morning with ours.", "line 22", ()),
    ]


def test_a_document_without_headings_is_one_passage() -> None:
    (whole,) = cut("Ask who signs.\n\nAsk when.").passages
    assert (whole.heading, whole.whole) == ("", "Ask who signs.\n\nAsk when.")


@pytest.mark.parametrize("text", ["# Cards\n\n## Rivals\n", "\n\n \n", "## Rivals\nServes: test-bake\n"])
def test_headings_alone_are_no_passage(text: str) -> None:
    assert cut(text).passages == ()


def test_a_long_section_is_cut_where_paragraphs_end() -> None:
    body = long_section()
    parts = cut(f"## Rivals\n\nServes: test-bake\n\n{body}").passages
    assert len(parts) > 1
    assert {(each.heading, each.serves) for each in parts} == {("Rivals", ("test-bake",))}
    assert "\n\n".join(each.text for each in parts) == body
    assert len({each.place for each in parts}) == len(parts)


def test_one_endless_word_is_cut_too() -> None:
    parts = cut(f"## Key\n{'x' * (2 * LONGEST + 5)}").passages
    assert "".join(each.text for each in parts) == "x" * (2 * LONGEST + 5)


def test_an_author_may_name_outcomes_and_stages_anywhere_under_the_heading() -> None:
    first = cut("## A\nserves: budget-opened.\nText.").passages[0]
    last = cut("## A\nText.\n\n> Serves: buy, choose").passages[0]
    assert (first.text, first.serves) == ("Text.", ("budget-opened",))
    assert (last.text, last.serves) == ("Text.", ("buy", "choose"))


def test_a_sentence_about_serving_names_nothing() -> None:
    (passage,) = cut("## A\nThis serves: nobody.").passages
    assert (passage.text, passage.serves) == ("This serves: nobody.", ())


def test_a_numbered_list_stays_in_its_passage() -> None:
    (passage,) = cut("## Kornhaus is cheaper\n\n1. Ask what they compare with\n2. Show the cost sheet\n").passages
    assert passage.heading == "Kornhaus is cheaper"
    assert "Show the cost sheet" in passage.text


def test_a_line_in_a_fence_is_no_heading() -> None:
    (passage,) = cut("## A letter\n```\n# of loaves: 40\nDear baker\n```\n").passages
    assert (passage.heading, "Dear baker" in passage.text) == ("A letter", True)


def test_an_empty_serves_line_takes_no_words_of_the_text() -> None:
    (passage,) = cut("## A\nServes:\n\nThe budget is what to ask about.\n").passages
    assert (passage.text, passage.serves) == ("The budget is what to ask about.", ())


def test_a_serves_line_leaves_no_trace_in_the_text() -> None:
    (passage,) = cut("## A\nBefore.\n\nServes: budget-opened\n\nAfter.\n").passages
    assert "  " not in passage.text


def test_a_document_of_bare_lines_is_cut_at_once() -> None:
    started = time.perf_counter()
    assert len(cut("## A\nx\n" + "-----\n" * 8_000 + "y").passages) >= 1
    assert time.perf_counter() - started < 3  # a document may have 2,000,000 characters


def test_the_digest_changes_with_a_word_a_heading_and_what_it_serves() -> None:
    changes = [("spoiled", "burnt"), ("Rivals", "Others"), ("problem-stated", "site-shown")]
    digests = {cut(CARDS).digest, *(cut(CARDS.replace(old, new)).digest for old, new in changes)}
    assert len(digests) == 4
    assert cut(CARDS, "other.md").digest == cut(CARDS).digest


SECTIONS = (
    ("## The old oven still works", "Serves: problem-stated", "Ask the baker.\n\n- Count the loaves\n- Tell the owner"),
    ("## Kornhaus is cheaper", "", "Their batch burns at the back."),
    ("### Long", "Serves: choose, buy", long_section()),
)
BLANK = st.sampled_from(["", "\n", "\n\n", " \n\n\n", "\n\t\n"])


@given(st.lists(BLANK, min_size=9, max_size=9))
def test_the_digest_does_not_change_when_blank_lines_move(blank: list[str]) -> None:
    gaps = iter(blank)
    text = "".join(f"{part}\n{next(gaps)}" for section in SECTIONS for part in section)
    assert cut(text).digest == cut("\n".join("\n".join(section) for section in SECTIONS)).digest


def test_blank_lines_above_a_long_section_do_not_change_where_it_is_cut() -> None:
    body = f"{'a' * 600}\n\n{'b' * 396}\n\n{'c' * 100}"
    assert cut(f"## A\n\n\n\n{body}").digest == cut(f"## A\n{body}").digest


LINE = st.one_of(
    st.sampled_from(
        [
            "",
            "# Cards",
            "## Rivals",
            "#### Deep",
            "2.1 What they ask",
            "Stage 3: Buy",
            "- an item",
            "| a | cell |",
            "Serves: budget-opened, want",
            "serves : nobody-known",
            "Serves:",
            "```",
            "Ask: who signs? Then ask when.",
            "спросите пекаря “сколько”",
            "🍞 loaf ",
            " ".join(WORDS * 9),
            "y" * (LONGEST + 1),
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60),
)
DOCUMENT = st.lists(LINE, max_size=25).map("\n".join)


def letters(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=150, deadline=None)
@given(DOCUMENT)
def test_every_passage_stands_in_the_source_in_order(text: str) -> None:
    rest = iter(letters(text))
    for passage in cut(text).passages:
        assert passage.text == passage.text.strip()
        assert all(sign in rest for sign in letters(passage.text))  # takes `rest` on as far as the passage goes


@settings(max_examples=150, deadline=None)
@given(DOCUMENT)
def test_no_passage_is_empty_or_too_long_and_each_says_where_it_begins(text: str) -> None:
    lines = text.split("\n")
    for passage in cut(text).passages:
        assert 0 < len(passage.text) <= LONGEST
        assert passage.text.split("\n")[0].strip() in lines[int(passage.place.removeprefix("line ")) - 1]


@settings(max_examples=100, deadline=None)
@given(DOCUMENT, st.sampled_from(["line", "page"]))
def test_entries_have_names_of_their_own_and_outcomes_of_the_process(text: str, by: str) -> None:
    process = bakery()
    cards = cut(text, place=(lambda offset: f"page {1 + offset // 3000}") if by == "page" else None)
    made = list(entries_of([cards], process, {}))
    assert [each.text for each in passages(made)] == [each.whole for each in cards.passages]
    assert len({(each.kind, each.name) for each in made}) == len(made)
    assert {each.name for each in made} == {each.name for each in passages(made)}
    for each in made:
        assert set(each.outcomes) <= set(process.outcomes)
        assert each.stage == (process.stage_of[each.outcomes[0]].id if each.outcomes else "")


def test_a_stage_serves_all_its_outcomes_and_what_is_unknown_is_left_out() -> None:
    cards = cut("## A\nServes: choose, want, no-such\nText.\n\n## B\nServes: no-such\nMore.")
    first, second = passages(entries_of([cards], bakery(), {}))
    assert first.outcomes == ("test-bake", "problem-stated", "budget-opened", "site-shown")
    assert (first.stage, first.name) == ("choose", "cards.md, line 3")
    assert (second.outcomes, second.stage) == ((), "")


def test_a_passage_that_names_nothing_takes_the_outcomes_found_for_it() -> None:
    cards = cut("## A\nText.\n\n## B\nServes: buy\nMore.")
    found = {"A\nText.": ["budget-opened"], "B\nMore.": ["site-shown"]}
    made = passages(entries_of([cards], bakery(), found))
    assert [each.outcomes for each in made] == [("budget-opened",), ("order-signed",)]


def test_playbooks_of_two_names_keep_their_entries_apart() -> None:
    some = [cut(CARDS, name) for name in ("a.md", "b.md")]
    names = [each.name for each in passages(entries_of(some, bakery(), {}))]
    assert len(set(names)) == len(names) == 8
