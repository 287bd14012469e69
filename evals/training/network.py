"""The network of the local reader: one encoder, and a judge of pairs on top of its lower layers. Torch lives here only.

`Encoder` turns texts into the states after its lower layers and into one vector each after all of them. `Judge` reads
the states of a stretch beside those of an outcome, and says none, happened, not_yet or reversed. `Reader` holds both
with what weighs the nearness of their vectors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZE, HEADS, INNER, LAYERS, LOWER = 384, 12, 1536, 6, 2
VOCABULARY, POSITIONS = 30522, 512
VERDICTS = ("none", "happened", "not_yet", "reversed")
KINDS = 5  # context, inside of a stretch, statement, signs, signals
DROPOUT = 0.1


def hidden(mask: Tensor) -> Tensor:
    """What to add to attention so that only the tokens of `mask` (batch, tokens) are seen."""
    return torch.where(mask, 0.0, -1e4)[:, None, None, :]


class Layer(nn.Module):
    """One transformer layer in BERT's form. Shapes: states (batch, tokens, SIZE), mask (batch, 1, 1, tokens), 0 or
    very negative.
    """

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.up, self.down = nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE)
        self.first, self.second = nn.LayerNorm(SIZE, eps=1e-12), nn.LayerNorm(SIZE, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """The states after this layer."""
        query, key, value = (self._split(part(states)) for part in (self.query, self.key, self.value))
        # torch's own attention is slow to learn on a CPU
        near = query @ key.transpose(-1, -2) * (SIZE // HEADS) ** -0.5
        shares = functional.softmax(near + mask.to(near.dtype), dim=-1).to(value.dtype)
        seen = (shares @ value).transpose(1, 2).flatten(2)
        states = self.first(states + self.out(seen))
        return self.second(states + self.down(functional.gelu(self.up(states))))

    def _split(self, states: Tensor) -> Tensor:
        return states.unflatten(-1, (HEADS, SIZE // HEADS)).transpose(1, 2)


class Encoder(nn.Module):
    """Token ids (batch, tokens) to the states after the lower layers and to unit vectors (batch, SIZE)."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, SIZE)
        self.places = nn.Embedding(POSITIONS, SIZE)
        self.segment = nn.Parameter(torch.zeros(SIZE))
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
        """`inside` (batch, tokens) is 1 for the tokens that the vector is to speak of; padding has id 0."""
        mask = hidden(ids != 0)
        states = self.words(ids) + self.places(torch.arange(ids.shape[1], device=ids.device)) + self.segment
        states = functional.dropout(self.norm(states), DROPOUT if self.training else 0.0)
        for layer in self.layers[:LOWER]:
            states = layer(states, mask)
        lower = states
        for layer in self.layers[LOWER:]:
            states = layer(states, mask)
        weight = inside.to(states.dtype)[..., None]
        pooled = (states * weight).sum(1) / weight.sum(1).clamp(min=1.0)
        return lower, functional.normalize(pooled.float(), dim=-1)


class Judge(nn.Module):
    """The states of a stretch and of an outcome's texts, side by side, to logits of the four VERDICTS."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds = nn.Embedding(KINDS, SIZE)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS - LOWER))
        self.hidden, self.verdict = nn.Linear(2 * SIZE, SIZE), nn.Linear(SIZE, len(VERDICTS))
        nn.init.zeros_(self.kinds.weight)

    def forward(self, states: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """`kinds` (batch, tokens) says what each token belongs to, see KINDS; logits are (batch, 4)."""
        states, away = states + self.kinds(kinds), hidden(mask)
        for layer in self.layers:
            states = layer(states, away)
        inside = (mask & (kinds == 1)).to(states.dtype)[..., None]
        pooled = (states * inside).sum(1) / inside.sum(1).clamp(min=1.0)
        both = torch.cat([states[:, 0], pooled], dim=-1)
        return self.verdict(
            torch.tanh(self.hidden(functional.dropout(both, DROPOUT if self.training else 0.0)))
        ).float()


class Reader(nn.Module):
    """Both parts, and the scale and the `none` of the softmax over an organisation's outcomes."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.judge = Encoder(), Judge()
        self.none = nn.Linear(SIZE, 1)
        self.scale = nn.Parameter(torch.tensor(20.0))

    def start_from(self, weights: Mapping[str, Tensor]) -> None:
        """Take the weights of a BERT encoder of this size; the judge starts as a copy of its upper layers."""
        own = self.encoder
        own.words.weight.data = weights["embeddings.word_embeddings.weight"].clone()
        own.places.weight.data = weights["embeddings.position_embeddings.weight"].clone()
        own.segment.data = weights["embeddings.token_type_embeddings.weight"][0].clone()
        _fill(own.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(own.layers):
            _fill_layer(layer, weights, number)
        for number, layer in enumerate(self.judge.layers):
            _fill_layer(layer, weights, LOWER + number)


def _fill_layer(layer: Layer, weights: Mapping[str, Tensor], number: int) -> None:
    start = f"encoder.layer.{number}."
    for own, theirs in (
        (layer.query, "attention.self.query"),
        (layer.key, "attention.self.key"),
        (layer.value, "attention.self.value"),
        (layer.out, "attention.output.dense"),
        (layer.first, "attention.output.LayerNorm"),
        (layer.up, "intermediate.dense"),
        (layer.down, "output.dense"),
        (layer.second, "output.LayerNorm"),
    ):
        _fill(own, weights, start + theirs)


def _fill(module: nn.Linear | nn.LayerNorm, weights: Mapping[str, Tensor], name: str) -> None:
    module.weight.data = weights[f"{name}.weight"].clone()
    module.bias.data = weights[f"{name}.bias"].clone()
