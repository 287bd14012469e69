"""Stretches and outcomes as token ids, in batches of one process each: what one training step looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer
from torch.nn.utils.rnn import pad_sequence

from assistant.reading.pair_text import outcome_texts
from evals.training.network import VERDICTS
from evals.training.stretches import orders, processes, statements, stretches

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from torch import Tensor

    from evals.training.stretches import Stretch
    from knowledge.process import Process

BATCH = 64
STRETCH_TOKENS, TEXT_TOKENS = 80, 36
QUIET_SHARE = 0.55  # of the stretches that say nothing, how many an epoch sees
ORDERED = 0.07  # of the stretches, how many are shown after an order to the assistant that changes nothing
DROPPED = 0.12  # how often an outcome is shown without its signs, or without its signals


@dataclass(frozen=True)
class Texts:
    """Padded ids (texts, tokens), which tokens are spoken of, and for outcomes: whose text each is, and its kind."""

    ids: Tensor
    inside: Tensor
    owner: Tensor
    kind: Tensor


@dataclass(frozen=True)
class Batch:
    """Stretches of one process beside all its outcomes. `gold` (stretches, outcomes) holds verdicts, -1 for unsure."""

    stretches: Texts
    outcomes: Texts
    gold: Tensor
    listed: bool = True  # false where there is one statement a text and no choice among outcomes


class Tokens:
    """Text to ids, with what a vector is to speak of."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._open, self._shut = (self._tokenizer.token_to_id(mark) for mark in "«»")

    def texts(self, lines: Sequence[str], most: int) -> tuple[Tensor, Tensor]:
        """Padded ids, and 1 for each token between the marks (all of them where there are no marks)."""
        ids, inside = [], []
        for encoding in self._tokenizer.encode_batch([*lines]):
            line = encoding.ids if len(encoding.ids) <= most else [*encoding.ids[: most - 1], encoding.ids[-1]]
            ids.append(torch.tensor(line))
            inside.append(torch.tensor(self._inside(line)))
        return pad_sequence(ids, batch_first=True), pad_sequence(inside, batch_first=True)

    def _inside(self, line: list[int]) -> list[int]:
        if self._open not in line:
            return [1] * len(line)
        first = line.index(self._open)
        last = line.index(self._shut) if self._shut in line else len(line) - 1
        return [int(first < place < last) for place in range(len(line))]


class Corpus:
    """Every training process with its stretches; deals out the batches of an epoch."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.processes = processes()
        self._stretches = {name: list(stretches(name)) for name in self.processes}
        self._plain, self._orders = statements(), orders()

    def epoch(self, chance: random.Random) -> Iterator[Batch]:
        """Each stretch that says something once, and a share of the others, a process a batch."""
        dealt: list[tuple[str, list[Stretch]]] = []
        for name, all_of_it in self._stretches.items():
            kept = [each for each in all_of_it if each.says or chance.random() < QUIET_SHARE]
            kept.sort(
                key=lambda each: len(each.text) * chance.uniform(0.8, 1.25)
            )  # little padding, other mixtures each time
            count = max(1, round(len(kept) / BATCH))
            size = -(-len(kept) // count)
            dealt.extend((name, kept[start : start + size]) for start in range(0, len(kept), size))
        plain = sorted(self._plain, key=lambda each: len(each.text) * chance.uniform(0.8, 1.25))
        dealt.extend(("", plain[start : start + BATCH]) for start in range(0, len(plain), BATCH))
        chance.shuffle(dealt)
        for name, some in dealt:
            yield self._batch(self.processes[name], some, chance) if name else self._plain_batch(some)

    def _plain_batch(self, some: Sequence[Stretch]) -> Batch:
        """Texts beside one statement each, from no process: what it is to happen, whatever the trade."""
        said = [next(iter(each.says.items())) for each in some]
        count = torch.arange(len(some))
        return Batch(
            Texts(*self._tokens.texts([each.text for each in some], STRETCH_TOKENS), count, count),
            Texts(
                *self._tokens.texts([statement for statement, _ in said], TEXT_TOKENS), count, torch.zeros_like(count)
            ),
            torch.tensor([[VERDICTS.index(verdict)] for _, verdict in said]),
            listed=False,
        )

    def _batch(self, process: Process, some: Sequence[Stretch], chance: random.Random) -> Batch:
        place = {outcome: number for number, outcome in enumerate(process.outcomes)}
        gold = torch.zeros(len(some), len(place), dtype=torch.long)
        for row, each in enumerate(some):
            for outcome in each.unsure:
                gold[row, place[outcome]] = -1
            for outcome, verdict in each.says.items():
                gold[row, place[outcome]] = VERDICTS.index(verdict)
        lines, owner, kind = [], [], []
        for number, definition in enumerate(process.definitions.values()):
            for which, text in enumerate(outcome_texts(definition)):
                if text and not (which and chance.random() < DROPPED):
                    lines.append(text)
                    owner.append(number)
                    kind.append(which)
        heard = [
            f"{chance.choice(self._orders)} {each.text}" if chance.random() < ORDERED else each.text for each in some
        ]
        return Batch(
            Texts(*self._tokens.texts(heard, STRETCH_TOKENS), torch.empty(0), torch.empty(0)),
            Texts(*self._tokens.texts(lines, TEXT_TOKENS), torch.tensor(owner), torch.tensor(kind)),
            gold,
        )
