"""Whether a question asks for something that a process definition holds at all, whatever the process.

*What counts as proof?* is such a question, *what may I take off the price?* is not, however near it is in meaning to
one of the definitions. A linear model on the question's vector of the packaged embedding, fitted by
`python -m evals.training.askable` on questions about processes that no evaluation uses.
"""

from __future__ import annotations

import json
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel

if TYPE_CHECKING:
    from knowledge.embedding import Embedding


class Weights(BaseModel):
    """What `askable.json` holds. `least` is the sum from which a question counts as askable."""

    embedding: str
    least: float
    constant: float
    weights: tuple[float, ...]


class Askable:
    """Tells questions for the process from others. Takes the embedding that the weights were fitted on."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    def __call__(self, question: str) -> bool:
        """Whether a definition could answer it; raises `ValueError` for another embedding than the weights'."""
        return self.sum(question) >= self._fitted.least

    def sum(self, question: str) -> float:
        """The logit of the chance that a definition answers."""
        row = self._embedding([question])[0]
        return self._fitted.constant + float(row @ np.array(self._fitted.weights, dtype=np.float32))

    @cached_property
    def _fitted(self) -> Weights:
        text = (resources.files("knowledge") / "askable.json").read_text(encoding="utf-8")
        fitted = Weights.model_validate(json.loads(text))
        if fitted.embedding != self._embedding.name:
            raise ValueError(f"the weights are for {fitted.embedding}, not for {self._embedding.name}")
        return fitted
