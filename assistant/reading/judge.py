"""The trained judge: which outcome a stretch of a message is about, and what it says of it.

Two small graphs, run in process on onnxruntime. How they were taught stands in docs/local-reader.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.reading.pair_text import outcome_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from knowledge.process import Definition

    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]

WEIGHTS = Path(__file__).parent / "weights"
STRETCH_TOKENS, TEXT_TOKENS = 80, 36
BATCH = 32
STATEMENT = 2  # the kinds of tokens: 0 context, 1 inside the stretch, 2 statement, 3 signs, 4 signals
THREADS = 2
MOST_KNOWN = 600  # outcomes kept prepared, about 80 kB each
SIGN_LEAD = 0.05  # of cosine


@dataclass(frozen=True)
class Verdicts:
    """Chances of what a stretch says of an outcome; the four of `none` to `reversed` sum to 1.

    `about` is the chance that the stretch is about this outcome rather than another of the process or none of them,
    `sign` says that it is nearer to the outcome's signs than to its statement.
    """

    about: float
    none: float
    happened: float
    not_yet: float
    reversed: float
    sign: bool = False


@dataclass(frozen=True)
class _Encoded:
    """Token states of each text, without padding, its vector, its score of `none`, and its inside marks."""

    states: list[Floats]
    vectors: Floats
    none: Floats
    inside: list[Whole]


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
        self._loaded: _Graphs | None = None
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
        for (row, outcome), chances in zip(pairs, graphs.verdicts(encoded, outcomes, pairs), strict=True):
            none, happened, not_yet, undone = map(float, chances)
            found[row][definitions[outcome].outcome.id] = Verdicts(
                about=float(about[row, outcome]),
                none=none,
                happened=happened,
                not_yet=not_yet,
                reversed=undone,
                sign=_is_sign(near[outcome][row], outcomes[outcome].sort),
            )
        return found

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

    def _graphs(self) -> _Graphs:
        with self._loading:
            if self._loaded is None:
                self._loaded = _Graphs(self._folder)
            return self._loaded


class _Graphs:
    """The two graphs and the tokenizer; arrays are padded per batch, sorted by length."""

    def __init__(self, folder: Path) -> None:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 - slow, and only for reading
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        providers = ["CPUExecutionProvider"]
        self._encoder: Any = InferenceSession(folder / "encoder.onnx", options, providers=providers)
        self._judge: Any = InferenceSession(folder / "judge.onnx", options, providers=providers)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._open, self._shut = (self._tokenizer.token_to_id(mark) for mark in "«»")
        self.scale = float(json.loads((folder / "scale.json").read_text(encoding="utf-8"))["scale"])

    def encode(self, texts: Sequence[str], most: int) -> _Encoded:
        ids = [_cut(each.ids, most) for each in self._tokenizer.encode_batch([*texts])]
        inside = [self._inside(each) for each in ids]
        states: list[Floats] = [np.empty(0, dtype=np.float32)] * len(ids)
        vectors, none = [np.empty(0, dtype=np.float32)] * len(ids), np.empty(len(ids), dtype=np.float32)
        for some in _by_length([len(each) for each in ids]):
            given = {"ids": _padded([ids[each] for each in some]), "inside": _padded([inside[each] for each in some])}
            lower, vector, nothing = self._encoder.run(None, given)
            for place, each in enumerate(some):
                states[each] = lower[place, : len(ids[each])]
                vectors[each], none[each] = vector[place], nothing[place, 0]
        return _Encoded(states, np.stack(vectors), none, inside)

    def verdicts(self, stretches: _Encoded, outcomes: Sequence[_Known], pairs: Sequence[tuple[int, int]]) -> Floats:
        """Chances (pairs, 4)."""
        found = np.empty((len(pairs), 4), dtype=np.float32)
        sizes = [len(stretches.states[row]) + len(outcomes[outcome].states) for row, outcome in pairs]
        for some in _by_length(sizes):
            states = np.zeros((len(some), max(sizes[each] for each in some), stretches.states[0].shape[1]), np.float32)
            mask, kinds = np.zeros(states.shape[:2], np.int64), np.zeros(states.shape[:2], np.int64)
            for place, each in enumerate(some):
                row, outcome = pairs[each]
                cut = len(stretches.states[row])
                states[place, :cut] = stretches.states[row]
                states[place, cut : sizes[each]] = outcomes[outcome].states
                kinds[place, :cut] = stretches.inside[row]
                kinds[place, cut : sizes[each]] = outcomes[outcome].kinds
                mask[place, : sizes[each]] = 1
            (logits,) = self._judge.run(None, {"states": states, "mask": mask, "kinds": kinds})
            found[some] = _softmax(logits)
        return found

    def _inside(self, ids: Whole) -> Whole:
        """1 for the tokens between the marks; for all of them where there are no marks."""
        places = np.arange(len(ids))
        opens = np.flatnonzero(ids == self._open)
        if not len(opens):
            return np.ones(len(ids), dtype=np.int64)
        shuts = np.flatnonzero(ids == self._shut)
        last = shuts[0] if len(shuts) else len(ids) - 1
        between: Whole = ((places > opens[0]) & (places < last)).astype(np.int64)
        return between


def _about(near: Sequence[Floats], none: Floats) -> Floats:
    """(stretches, outcomes): the chance of each outcome in a softmax over the outcomes and none.

    `near` holds for each outcome how near its texts are, (stretches, texts).
    """
    each = np.stack([_log_sum(texts) for texts in near], axis=1)
    return _softmax(np.concatenate([each, none[:, None]], axis=1))[:, :-1]


def _is_sign(near: Floats, sort: Whole) -> bool:
    """Whether a stretch is clearly nearer to an outcome's signs than to its statement; `near` has an entry a text."""
    signs = near[sort == 1]
    return bool(len(signs) and signs.max() > near[sort == 0].max() + SIGN_LEAD)


def _log_sum(values: Floats) -> Floats:
    top = values.max(axis=1, keepdims=True)
    sums: Floats = (np.log(np.exp(values - top).sum(axis=1, keepdims=True)) + top)[:, 0]
    return sums


def _softmax(logits: Floats) -> Floats:
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def _cut(ids: Sequence[int], most: int) -> Whole:
    return np.array(ids if len(ids) <= most else [*ids[: most - 1], ids[-1]], dtype=np.int64)


def _by_length(sizes: Sequence[int]) -> list[list[int]]:
    order = sorted(range(len(sizes)), key=lambda each: sizes[each])
    return [order[start : start + BATCH] for start in range(0, len(order), BATCH)]


def _padded(rows: Sequence[Whole]) -> Whole:
    table = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table
