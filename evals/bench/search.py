"""How fast a process is searched: `python -m evals.bench.search --organisations 100 --entries 1000`.

Fills a scratch folder through the product's own `index`, opens it again, and times `find` with its filter.
Cold is the first question in each organisation after opening; warm is every later one. The baseline, in the
same run, is exact cosine in numpy over all vectors of the same organisation, with no filter, no disk and no
store; embedding the question is left out, since both need it. `same` is the share of the five best that
exact search over the filtered entries finds too.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.bootstrap.readers import build_own_embedding
from knowledge.entries import entries
from knowledge.process import Outcome, Process, Stage
from knowledge.search import ChromaSearch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from knowledge.embedding import Embedding
    from knowledge.entries import Passage

PER_PROCESS = 100
POOL = 3_000
LIMIT = 5
EQUAL = 1e-4  # a stored vector's rounding
WHO = ("The owner", "Finance", "The works council", "A buyer", "The plant manager", "A lawyer", "The board")
DOES = ("approves", "asks for", "signs", "pays for", "tests", "compares", "writes down", "rejects")
WHAT = (
    "the budget",
    "a trial",
    "the contract",
    "two offers",
    "the security review",
    "a site visit",
    "the order",
    "a reference call",
    "the business case",
    "the delivery date",
    "the pilot report",
    "a data agreement",
)


@dataclass
class KnownTexts:
    """The embedding that ships with a memory, so that filling the store does not time the model."""

    embedding: Embedding = field(default_factory=build_own_embedding)
    known: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The embedding's own."""
        return self.embedding.name

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors, from memory where they have been asked for before."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known |= dict(zip(new, self.embedding(new), strict=True))
        return np.stack([self.known[text] for text in texts]) if texts else np.empty((0, 0), np.float32)


def pool() -> list[str]:
    """The texts that every organisation draws from: few enough to embed in a minute."""
    random = np.random.default_rng(1)
    return [
        " ".join(random.choice(words) for words in (WHO, DOES, WHAT, ("and", "after which somebody"), DOES, WHAT))
        for _ in range(POOL)
    ]


def processes(size: int, texts: Sequence[str], random: np.random.Generator) -> Iterator[Process]:
    """Processes with `size` entries in all, a hundred each."""
    drawn = iter(random.choice(texts, size=size))
    for number in range(max(1, size // PER_PROCESS)):
        outcomes = tuple(
            Outcome(id=f"outcome-{at}", statement=str(next(drawn))) for at in range(min(size, PER_PROCESS) - 1)
        )
        stage = Stage(id="stage", name=f"Decide on purchase {number}", outcomes=outcomes)
        yield Process(id=f"process-{number}", name="A purchase", version=1, stages=(stage,))


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@dataclass
class Organisation:
    """What was indexed, kept in memory for the baseline: all vectors, and the rows of each process."""

    name: str
    vectors: NDArray[np.float32]
    rows: dict[str, range]


@dataclass
class Times:
    """Milliseconds for each question, and whether the five best were the five best."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    baseline: list[float] = field(default_factory=list)
    same: list[float] = field(default_factory=list)


def fill(search: ChromaSearch, embedding: KnownTexts, number: int, size: int, texts: Sequence[str]) -> Organisation:
    """Index one organisation."""
    vectors: list[NDArray[np.float32]] = []
    rows: dict[str, range] = {}
    at = 0
    for process in processes(size, texts, np.random.default_rng(number)):
        search.index(f"organisation {number}", process)
        made = embedding([entry.text for entry in entries(process)])
        vectors.append(made)
        rows[process.id] = range(at, at + len(made))
        at += len(made)
    return Organisation(f"organisation {number}", np.concatenate(vectors), rows)


def ask(search: ChromaSearch, embedding: KnownTexts, of: Organisation, question: str, times: Times) -> float:
    """One question in one organisation; returns its milliseconds, the embedding left out."""
    process = list(of.rows)[len(question) % len(of.rows)]
    asked = embedding([question])[0]
    found: list[Passage] = []
    took = milliseconds(lambda: found.extend(search.find(of.name, process, 1, [question], limit=LIMIT)))
    times.baseline.append(milliseconds(lambda: np.argsort(-(of.vectors @ asked))[:LIMIT]))
    best = np.sort(of.vectors[of.rows[process]] @ asked)[-LIMIT:]
    times.same.append(sum(each.nearness >= best[0] - EQUAL for each in found) / len(best))
    return took


def measure(organisations: int, size: int, questions: int, home: Path) -> tuple[Times, float, float]:
    """Fill, reopen, ask; returns the times, the seconds of filling and the milliseconds of opening."""
    embedding, times, texts = KnownTexts(), Times(), pool()
    embedding(texts)
    began = time.perf_counter()
    with ChromaSearch(embedding, path=home / "chroma") as search:
        made = [fill(search, embedding, number, size, texts) for number in range(organisations)]
    filled = time.perf_counter() - began
    random = np.random.default_rng(7)
    asked = [f"{random.choice(WHO)} {random.choice(DOES)} {random.choice(WHAT)}, they say" for _ in range(questions)]
    embedding(asked)
    with ChromaSearch(embedding, path=home / "chroma") as search:
        opening = milliseconds(lambda: search.count("nobody"))
        times.cold = [ask(search, embedding, each, asked[0], times) for each in made]
        times.warm = [
            ask(search, embedding, made[at % len(made)], text, times) for at, text in enumerate(asked)
        ]  # fmt: skip
    return times, filled, opening


def show(times: Times, filled: float, opening: float, size: int) -> None:
    """Print the table."""
    table = Table("what", "p50 ms", "p95 ms", title=f"{size:,} entries")
    for name in ("cold", "warm", "baseline"):
        p50, p95 = np.percentile(getattr(times, name), [50, 95])
        table.add_row(name, f"{p50:.2f}", f"{p95:.2f}")
    ratio = np.percentile(times.warm, 95) / np.percentile(times.baseline, 95)
    Console().print(table)
    print(f"warm p95 is {ratio:.1f} times the baseline's (exact cosine in numpy, in memory, unfiltered)")
    print(f"filling {filled:.0f} s; opening the folder {opening:.0f} ms; same five best {np.mean(times.same):.1%}")


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--organisations", type=int, default=100)
    parser.add_argument("--entries", type=int, default=1_000, help="entries for each organisation")
    parser.add_argument("--questions", type=int, default=1_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rightside-bench-") as home:
        times, filled, opening = measure(given.organisations, given.entries, given.questions, Path(home))
    show(times, filled, opening, given.organisations * given.entries)


if __name__ == "__main__":
    main()
