from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.entries import Entry, Kind, Passage, entries
from knowledge.process import Process, Stage
from knowledge.rows import merged, metadata, owner_of, row_id, where, words
from tests.builders import bakery

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
ENTRIES = st.builds(Entry, st.sampled_from(Kind), IDS, IDS, st.lists(IDS, max_size=3).map(tuple), TEXTS)


def found(kept: list[tuple[str, Entry, float]], process: Process) -> dict[str, list[list[object]]]:
    """The answer of Chroma to one query."""
    return {
        "ids": [[key for key, _, _ in kept]],
        "documents": [[entry.text for _, entry, _ in kept]],
        "metadatas": [[metadata("them", process.id, process.version, entry) for _, entry, _ in kept]],
        "distances": [[distance for _, _, distance in kept]],
    }


def test_one_entry_for_each_thing_in_the_files_order() -> None:
    made = entries(bakery())
    assert [(entry.kind.value, entry.name) for entry in made[:14]] == [
        ("stage", "want"), ("outcome", "problem-stated"), ("surrogate", "problem-stated-1"),
        ("evidence", "problem-stated-1"), ("not_evidence", "problem-stated-1"), ("question", "problem-stated-1"),
        ("outcome", "budget-opened"), ("surrogate", "budget-opened-1"), ("evidence", "budget-opened-1"),
        ("question", "budget-opened-1"), ("outcome", "site-shown"), ("question", "site-shown-1"),
        ("seller_action", "night-shift"), ("seller_action", "cost-sheet"),
    ]  # fmt: skip
    assert made[0].text == "See the need: Agree that the old oven must go"
    assert made[0].outcomes == ("problem-stated", "budget-opened")
    by_name = {entry.name: entry for entry in made}
    assert by_name["budget-gone"].outcomes == by_name["cost-sheet"].outcomes == ("budget-opened",)
    assert {entry.stage for entry in made} == {"want", "choose", "buy"}


def test_a_stage_without_a_goal_is_its_name() -> None:
    stage = bakery().stages[0].model_dump() | {"customer_goal": None}
    process = bakery().model_copy(update={"stages": (Stage(**stage),)})
    assert entries(process)[0].text == "See the need"


@given(ENTRIES, ENTRIES)
def test_the_digest_follows_the_text_and_nothing_else(one: Entry, other: Entry) -> None:
    assert (one.digest == other.digest) == (one.text == other.text)


def test_rows_of_a_process_and_its_next_version_have_ids_of_their_own() -> None:
    versions = [bakery().model_copy(update={"version": version}) for version in (1, 2, 11)]
    ids = [row_id(process.id, process.version, entry) for process in versions for entry in entries(process)]
    assert len(set(ids)) == len(ids)


@given(ENTRIES, st.floats(0, 2))
def test_an_entry_comes_back_from_its_row(entry: Entry, distance: float) -> None:
    process = bakery()
    (passage,) = merged(found([(row_id(process.id, process.version, entry), entry, distance)], process))
    assert passage == Passage(entry, "bakery-oven", 1, 1 - distance)


def test_rounding_makes_nothing_nearer_than_itself() -> None:
    process = bakery()
    (passage,) = merged(found([("one", entries(process)[0], -1e-7)], process))
    assert passage.nearness == 1
    assert passage.citation == "[stage want, version 1]"


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 2)), max_size=20))
def test_merged_rows_are_best_first_each_once(hits: list[tuple[int, float]]) -> None:
    process = bakery()
    made = entries(process)
    passages = merged(found([(str(at), made[at], distance) for at, distance in hits], process))
    expected = {made[at]: 1 - min(d for a, d in hits if a == at) for at, _ in hits}
    assert {passage.entry: passage.nearness for passage in passages} == expected
    assert [p.nearness for p in passages] == sorted(expected.values(), reverse=True)


@given(ENTRIES, st.sets(st.sampled_from(Kind)), st.integers(1, 3), st.sampled_from(["them", "us"]))
def test_the_filter_lets_through_its_own_rows_only(entry: Entry, kinds: set[Kind], version: int, owner: str) -> None:
    row = metadata("them", bakery().id, bakery().version, entry)
    through = row["place"] in where(owner, "bakery-oven", version, sorted(kinds))["place"]["$in"]
    assert through == (owner == "them" and version == 1 and (not kinds or entry.kind in kinds))


def test_the_same_words_are_marked_alike_within_an_organisation_only() -> None:
    owners = [owner_of(name) for name in ("parks", "Parks", "parks/", "half \ud800")]
    assert len({words(owner, "d") for owner in owners}) == len(owners)
    assert metadata(owners[0], bakery().id, bakery().version, entries(bakery())[0])["words"] == words(
        owners[0], entries(bakery())[0].digest
    )
