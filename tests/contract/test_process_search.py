"""The same rules for the embedded store, a real Chroma server, and the fake that other tests use."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import chroma
from knowledge.entries import Kind, entries
from knowledge.search import ChromaSearch
from tests.builders import STATEMENTS, garden
from tests.chroma_server import chroma_server
from tests.fake_search import FakeSearch, WordEmbedding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Search = ChromaSearch | FakeSearch
Maker = "Callable[[WordEmbedding], Search]"
_numbers = count(1)

PRIMES = (53, 59, 61, 67, 71, 73)


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as (url, _):
        yield url


@pytest.fixture
def org() -> str:
    return f"parks/north {next(_numbers)}"


def maker_of(kind: str, request: pytest.FixtureRequest, folder: Path) -> Callable[[WordEmbedding], Search]:
    if kind == "server":
        url = request.getfixturevalue("server_url")
        return lambda embedding: ChromaSearch(embedding, url=url)
    if kind == "fake":
        return FakeSearch
    return lambda embedding: ChromaSearch(embedding, path=folder / "chroma")


@pytest.fixture(params=["embedded", "server"])
def chroma_maker(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[WordEmbedding], Search]:
    return maker_of(request.param, request, tmp_path)


@pytest.fixture
def words() -> WordEmbedding:
    return WordEmbedding()


@pytest.fixture(params=["embedded", "server", "fake"])
def search(request: pytest.FixtureRequest, tmp_path: Path, words: WordEmbedding) -> Iterator[Search]:
    with maker_of(request.param, request, tmp_path)(words) as made:
        yield made


def names(found: tuple[Any, ...]) -> list[str]:
    return [passage.entry.name for passage in found]


def test_finds_what_was_indexed_as_it_was(search: Search, org: str) -> None:
    process = garden()
    assert search.index(org, process) == len(entries(process)) == search.count(org)
    by_text = {entry.text: entry for entry in entries(process)}
    for text, entry in by_text.items():
        best = search.find(org, process.id, 1, [text], limit=1)[0]
        assert best.entry == entry
        assert (best.process, best.version) == (process.id, 1)
        assert best.nearness == pytest.approx(1, abs=1e-5)
        assert best.nearness <= 1


def test_agrees_with_exact_cosine(search: Search, org: str) -> None:
    process, exact = garden(), FakeSearch()
    search.index(org, process)
    exact.index(org, process)
    asked = ["which beds dry out", "money aside for a week"]
    here, there = (search.find(org, process.id, 1, asked, limit=2), exact.find(org, process.id, 1, asked, limit=2))
    assert names(here) == names(there)
    assert [p.nearness for p in here] == pytest.approx([p.nearness for p in there], abs=1e-5)


def test_several_texts_are_merged_best_first_and_each_entry_once(search: Search, org: str) -> None:
    search.index(org, garden())
    texts = ["The treasurer sets money aside", STATEMENTS["budget-set"], "", "  \n", STATEMENTS["trial-run"]]
    found = search.find(org, "garden-pumps", 1, texts, kinds=[Kind.OUTCOME], limit=1)
    assert sorted(names(found)) == ["budget-set", "trial-run"]
    everything = search.find(org, "garden-pumps", 1, texts, limit=50)
    assert len(everything) == len({(p.entry.kind, p.entry.name) for p in everything}) == search.count(org)
    assert [p.nearness for p in everything] == sorted((p.nearness for p in everything), reverse=True)


def test_kinds_and_limits(search: Search, org: str) -> None:
    search.index(org, garden())
    found = search.find(org, "garden-pumps", 1, ["pumps"], kinds=["seller_action", Kind.BACKWARD_SIGNAL])
    assert {p.entry.kind for p in found} == {Kind.SELLER_ACTION, Kind.BACKWARD_SIGNAL}
    assert len(search.find(org, "garden-pumps", 1, ["pumps"])) == 5
    assert search.find(org, "garden-pumps", 1, ["pumps"], limit=0) == ()
    assert search.find(org, "garden-pumps", 1, ["pumps"], kinds=["no such kind"]) == ()


def test_what_is_not_there_is_empty(search: Search, org: str) -> None:
    assert search.find(org, "garden-pumps", 1, ["pumps"]) == ()
    assert (search.count(org), search.indexed(org, "garden-pumps", 1)) == (0, False)
    search.forget(org)
    search.index(org, garden())
    assert search.find(org, "another", 1, ["pumps"]) == ()
    assert search.find(org, "garden-pumps", 2, ["pumps"]) == ()
    assert search.find(org, "garden-pumps", 1, ["", " "]) == search.find(org, "garden-pumps", 1, []) == ()


def test_organisations_share_nothing(search: Search, org: str) -> None:
    others = [org + "/", org.upper(), org + "é", org + "e\u0301", org + "x" * 600, "", "../" + org, org + "\ud800"]
    search.index(org, garden())
    for number, other in enumerate(others, 2):
        assert search.count(other) == 0
        search.index(other, garden(number))
    assert search.find(org, "garden-pumps", 2, ["pumps"]) == ()
    assert search.find(others[0], "garden-pumps", 1, ["pumps"]) == ()
    search.forget(org)
    assert [search.count(each) > 0 for each in (org, *others)] == [False] + [True] * len(others)
    for other in others:
        search.forget(other)


def test_versions_are_apart_and_unchanged_texts_keep_their_vectors(
    search: Search, words: WordEmbedding, org: str
) -> None:
    search.index(org, garden(1))
    words.embedded.clear()
    changed = "The treasurer opens a budget line"
    second = garden(2, STATEMENTS | {"budget-set": changed})
    assert search.index(org, second) == 2
    assert words.embedded == [changed, f"Somebody mentions {changed}"]
    old, new = (search.find(org, "garden-pumps", v, ["opens a budget line"], limit=1)[0] for v in (1, 2))
    assert (old.version, new.version, new.entry.text) == (1, 2, changed)
    same = search.find(org, "garden-pumps", 2, [STATEMENTS["trial-run"]], limit=1)[0]
    assert same.nearness == pytest.approx(1, abs=1e-5)
    assert search.indexed(org, "garden-pumps", 2)


def test_indexing_again_embeds_nothing_and_removes_what_is_gone(search: Search, words: WordEmbedding, org: str) -> None:
    search.index(org, garden())
    before = search.count(org)
    assert search.index(org, garden()) == 0
    fewer = dict(list(STATEMENTS.items())[:2])
    assert search.index(org, garden(1, fewer)) == 0
    assert search.count(org) == before - 2
    assert "trial-run" not in names(search.find(org, "garden-pumps", 1, ["The crew runs a pump"], limit=50))


def test_one_text_twice_is_embedded_once(search: Search, words: WordEmbedding, org: str) -> None:
    search.index(org, garden(1, {"one": "The same words", "two": "The same words"}))
    assert words.embedded.count("The same words") == 1
    assert sorted(names(search.find(org, "garden-pumps", 1, ["The same words"], kinds=["outcome"]))) == ["one", "two"]


def test_more_entries_than_a_batch(search: Search, org: str) -> None:
    texts = [
        " ".join(f"{prime}x{number * 7919 % prime}" for prime in PRIMES) for number in range(chroma.BATCH // 2 + 20)
    ]
    many = garden(1, {f"outcome-{number}": text for number, text in enumerate(texts)})
    assert search.index(org, many) == search.count(org) == len(entries(many)) > chroma.BATCH
    assert search.index(org, garden(2, {"outcome-77": texts[77]})) == 0
    for at in (0, 77, len(texts) - 1):
        found = search.find(org, "garden-pumps", 1, [texts[at]], kinds=["outcome"], limit=1)
        assert names(found) == [f"outcome-{at}"]
    search.forget(org)


def test_threads_share_one(search: Search, org: str) -> None:
    search.index(org, garden())

    def turn(number: int) -> int:
        if number % 4 == 0:
            search.index(org, garden(number + 2))
        return len(search.find(org, "garden-pumps", 1, ["pumps", f"sheet {number}"], limit=3))

    with ThreadPoolExecutor(6) as pool:
        assert all(3 <= found <= 6 for found in pool.map(turn, range(24)))
    assert search.count(org) == 7 * len(entries(garden()))


def test_a_closed_store_opens_again(chroma_maker: Callable[[WordEmbedding], Search], org: str) -> None:
    search = chroma_maker(WordEmbedding())
    search.index(org, garden())
    search.close()
    search.close()
    assert search.indexed(org, "garden-pumps", 1)
    search.close()
    with chroma_maker(WordEmbedding()) as again:
        assert names(again.find(org, "garden-pumps", 1, [STATEMENTS["trial-run"]], limit=1)) == ["trial-run"]


def test_another_embedding_has_the_store_embedded_anew(
    chroma_maker: Callable[[WordEmbedding], Search], org: str
) -> None:
    with chroma_maker(WordEmbedding("old")) as search:
        search.index(org, garden(1))
        search.index(org, garden(2))
        size = search.count(org)
    new = WordEmbedding("new")
    with chroma_maker(new) as search:
        found = search.find(org, "garden-pumps", 2, [STATEMENTS["budget-set"]], limit=1)
        assert found[0].nearness == pytest.approx(1, abs=1e-5)
        assert (search.count(org), len(new.embedded)) == (size, size + 1)
        assert search.index(org, garden(2)) == 0
    with chroma_maker(WordEmbedding("new")) as search:
        assert search.count(org) == size


class BreakingEmbedding(WordEmbedding):
    """Stops at the first text, as a process does that is killed."""

    def __call__(self, texts: Any) -> Any:
        raise KeyboardInterrupt


def test_a_rebuild_that_was_stopped_starts_over(chroma_maker: Callable[[WordEmbedding], Search], org: str) -> None:
    with chroma_maker(WordEmbedding("old")) as search:
        search.index(org, garden())
        size = search.count(org)
    with chroma_maker(BreakingEmbedding("new")) as search, pytest.raises(KeyboardInterrupt):
        search.count(org)
    with chroma_maker(WordEmbedding("new")) as search:
        found = search.find(org, "garden-pumps", 1, [STATEMENTS["trial-run"]], limit=1)
        assert names(found) == ["trial-run"]
        assert found[0].nearness == pytest.approx(1, abs=1e-5)
        assert search.count(org) == size


def test_a_rebuild_that_stopped_before_the_last_rename_is_finished(tmp_path: Path, org: str) -> None:
    with ChromaSearch(WordEmbedding(), path=tmp_path / "chroma") as search:
        search.index(org, garden())
        size = search.count(org)
    with sqlite3.connect(tmp_path / "chroma" / "chroma.sqlite3") as database:
        database.execute("UPDATE collections SET name = name || '-next'")
    database.close()
    for _ in range(2):
        with ChromaSearch(WordEmbedding(), path=tmp_path / "chroma") as search:
            assert search.count(org) == size
    with ChromaSearch(WordEmbedding(), path=tmp_path / "chroma") as search:
        search.forget(org)
        assert search.count(org) == 0


def test_a_collection_replaced_by_another_process_is_found_again(server_url: str, org: str) -> None:
    with ChromaSearch(WordEmbedding(), url=server_url) as here, ChromaSearch(WordEmbedding(), url=server_url) as there:
        here.index(org, garden())
        there.forget(org)
        assert here.find(org, "garden-pumps", 1, ["pumps"]) == ()
        there.index(org, garden())
        here.count(org)
        there.forget(org)
        assert here.index(org, garden()) == len(entries(garden()))
        assert there.count(org) == here.count(org) > 0


@given(st.lists(st.text(max_size=40), min_size=2, max_size=6, unique=True))
@settings(max_examples=60, deadline=None)
def test_no_two_organisations_share_a_collection(organisations: list[str]) -> None:
    made = {chroma._name(each) for each in organisations}
    assert len(made) == len(organisations)
    assert all(len(name) < 64 and name.replace("-", "").isalnum() and name.isascii() for name in made)
