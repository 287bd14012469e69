"""The judge's two graphs on onnxruntime: texts to states and vectors, pairs of states to verdicts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]

BATCH = 32
THREADS = 2


@dataclass(frozen=True)
class Encoded:
    """Token states of each text, without padding, its vector, its score of `none`, and its inside marks."""

    states: list[Floats]
    vectors: Floats
    none: Floats
    inside: list[Whole]


class Known(Protocol):
    """What stands on the other side of a stretch: token states and what each token belongs to."""

    @property
    def states(self) -> Floats:
        """(tokens, size)."""

    @property
    def kinds(self) -> Whole:
        """(tokens,)."""


class Graphs:
    """The two graphs and the tokenizer; arrays are padded per batch, sorted by length."""

    def __init__(self, folder: Path) -> None:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415 - slow, and only for reading
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        # Threads that wait must not hold a core: others read, record and acknowledge meanwhile.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = ["CPUExecutionProvider"]
        self._encoder: Any = InferenceSession(folder / "encoder.onnx", options, providers=providers)
        self._judge: Any = InferenceSession(folder / "judge.onnx", options, providers=providers)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._open, self._shut = (self._tokenizer.token_to_id(mark) for mark in "«»")
        self.scale = float(json.loads((folder / "scale.json").read_text(encoding="utf-8"))["scale"])

    def encode(self, texts: Sequence[str], most: int) -> Encoded:
        """Each text, cut after `most` tokens."""
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
        return Encoded(states, np.stack(vectors), none, inside)

    def verdicts(self, stretches: Encoded, outcomes: Sequence[Known], pairs: Sequence[tuple[int, int]]) -> Floats:
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
            found[some] = softmax(logits)
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


def softmax(logits: Floats) -> Floats:
    """Rows of logits to chances that sum to 1."""
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
