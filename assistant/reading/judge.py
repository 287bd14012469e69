"""The trained judge: which outcome a stretch of a message is about, and what it says of it.

Two small graphs, run in process on onnxruntime. How they were taught stands in docs/local-reader.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from assistant.reading.graphs import Graphs, softmax
from assistant.reading.pair_text import outcome_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.reading.graphs import Floats, Whole
    from knowledge.process import Definition

WEIGHTS = Path(__file__).parent / "weights"
STRETCH_TOKENS, TEXT_TOKENS = 80, 36
STATEMENT = 2  # the kinds of tokens: 0 context, 1 inside the stretch, 2 statement, 3 signs, 4 signals
MOST_KNOWN = 600  # outcomes kept prepared, about 80 kB each
SIGN_LEAD = 0.05  # of cosine


@dataclass(frozen=True)
class Verdicts:
    """Chances of what a stretch says of an outcome; the four of `none` to `reversed` sum to 1.

    `about` is the chance that the stretch is about this outcome rather than another of the process or none of them,
    `rival` the greatest `claimed` of another outcome, `sign` says that it is nearer to the outcome's signs than to its
    statement.
    """

    about: float
    none: float
    happened: float
    not_yet: float
    reversed: float
    rival: float = 0.0
    sign: bool = False

    @property
    def claimed(self) -> float:
        """The chance that it is about this outcome, times that of the likeliest thing it says of it."""
        return self.about * max(self.happened, self.not_yet, self.reversed)


@dataclass(frozen=True)
class _Known:
    """One outcome as the judge knows it: states and kinds of its texts joined, and a vector for each text.

    `sort` says what each text is: 0 the statement, 1 the signs, 2 the signals.
    """

    states: Floats
    kinds: Whole
    vectors: Floats
    sort: Whole


class Judge:
    """Loads its weights with the first use. Safe to use from several threads."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._folder = folder
        self._loading = Lock()
        self._loaded: Graphs | None = None
        self._known: dict[Definition, _Known] = {}

    def judge(
        self, stretches: Sequence[str], definitions: Sequence[Definition], *, nearest: int
    ) -> list[dict[str, Verdicts]]:
        """For each stretch the verdicts on the outcomes that it is most likely about, at most `nearest` of them."""
        if not stretches or not definitions:
            return [{} for _ in stretches]
        graphs, outcomes = self._graphs(), self._outcomes(definitions)
        encoded = graphs.encode(stretches, STRETCH_TOKENS)
        near = [encoded.vectors @ each.vectors.T for each in outcomes]
        about = _about([(graphs.scale * each).astype(np.float32) for each in near], encoded.none)
        pairs = [(row, int(each)) for row, line in enumerate(about) for each in np.argsort(-line)[:nearest]]
        found: list[dict[str, Verdicts]] = [{} for _ in stretches]
        verdicts = graphs.verdicts(encoded, outcomes, pairs)
        claimed = np.zeros_like(about)
        claimed[tuple(np.array(pairs).T)] = [about[pair] for pair in pairs] * verdicts[:, 1:].max(axis=1)
        for (row, outcome), chances in zip(pairs, verdicts, strict=True):
            none, happened, not_yet, undone = map(float, chances)
            found[row][definitions[outcome].outcome.id] = Verdicts(
                about=float(about[row, outcome]),
                none=none,
                happened=happened,
                not_yet=not_yet,
                reversed=undone,
                rival=float(np.delete(claimed[row], outcome).max(initial=0.0)),
                sign=_is_sign(near[outcome][row], outcomes[outcome].sort),
            )
        return found

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts, size): what the encoder makes of plain texts; each of length 1."""
        return self._graphs().encode(texts, STRETCH_TOKENS).vectors

    @property
    def digest(self) -> str:
        """Changes whenever the vectors do."""
        return blake2b((self._folder / "encoder.onnx").read_bytes(), digest_size=8).hexdigest()

    def _outcomes(self, definitions: Sequence[Definition]) -> list[_Known]:
        """Each outcome, prepared once as long as there is room."""
        known = dict(self._known)
        new = [each for each in dict.fromkeys(definitions) if each not in known]
        if new:
            known |= zip(new, self._prepared(new), strict=True)
            self._known = known if len(known) <= MOST_KNOWN else {each: known[each] for each in definitions}
        return [known[each] for each in definitions]

    def _prepared(self, definitions: Sequence[Definition]) -> list[_Known]:
        texts = [
            (number, kind, text)
            for number, definition in enumerate(definitions)
            for kind, text in enumerate(outcome_texts(definition))
            if text
        ]
        encoded = self._graphs().encode([text for _, _, text in texts], TEXT_TOKENS)
        own = [
            [place for place, (number, _, _) in enumerate(texts) if number == each] for each in range(len(definitions))
        ]
        return [
            _Known(
                states=np.concatenate([encoded.states[place] for place in places]),
                kinds=np.concatenate(
                    [np.full(len(encoded.states[each]), STATEMENT + texts[each][1]) for each in places]
                ),
                vectors=encoded.vectors[places],
                sort=np.array([texts[each][1] for each in places], dtype=np.int64),
            )
            for places in own
        ]

    def _graphs(self) -> Graphs:
        with self._loading:
            if self._loaded is None:
                self._loaded = Graphs(self._folder)
            return self._loaded


def _about(near: Sequence[Floats], none: Floats) -> Floats:
    """(stretches, outcomes): the chance of each outcome in a softmax over the outcomes and none.

    `near` holds for each outcome how near its texts are, (stretches, texts).
    """
    each = np.stack([_log_sum(texts) for texts in near], axis=1)
    return softmax(np.concatenate([each, none[:, None]], axis=1))[:, :-1]


def _is_sign(near: Floats, sort: Whole) -> bool:
    """Whether a stretch is clearly nearer to an outcome's signs than to its statement; `near` has an entry a text."""
    signs = near[sort == 1]
    return bool(len(signs) and signs.max() > near[sort == 0].max() + SIGN_LEAD)


def _log_sum(values: Floats) -> Floats:
    top = values.max(axis=1, keepdims=True)
    sums: Floats = (np.log(np.exp(values - top).sum(axis=1, keepdims=True)) + top)[:, 0]
    return sums
