"""Writes the trained network as two int8 ONNX graphs, with its tokenizer: what `assistant/reading/weights` holds."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from evals.training.network import SIZE, VOCABULARY, Reader
from evals.training.train import START

OPSET = 17
MATRIX, LARGE = 2, 10_000


class Encoding(nn.Module):
    """The encoder with the score of `none`: three outputs of one graph."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.encoder, self.none = reader.encoder, reader.none

    def forward(self, ids: Tensor, inside: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """States (texts, tokens, SIZE), vectors (texts, SIZE), none (texts, 1)."""
        states, vectors = self.encoder(ids, inside)
        return states, vectors, self.none(vectors)


class Judging(nn.Module):
    """The judge with an integer mask, as the runtime gives it."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.judge = reader.judge

    def forward(self, states: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """Logits (pairs, 4)."""
        return self.judge(states, mask != 0, kinds)


def shrunk(graph: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with its large matrices as int8, one scale a row or column; they become floats again when it is loaded.

    Only the file shrinks: an answer does not depend on what else is in its batch, as it would with int8 activations.
    """
    kept, nodes = [], []
    for tensor in graph.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != MATRIX or values.size < LARGE:
            kept.append(tensor)
            continue
        axis = 0 if values.shape[0] == VOCABULARY else 1
        scale = np.maximum(np.abs(values).max(axis=1 - axis), 1e-8) / 127
        whole = np.clip(np.rint(values / np.expand_dims(scale, 1 - axis)), -127, 127).astype(np.int8)
        name = tensor.name
        kept.append(numpy_helper.from_array(whole, f"{name}.int8"))
        kept.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}.scale"))
        nodes.append(helper.make_node("DequantizeLinear", [f"{name}.int8", f"{name}.scale"], [name], axis=axis))
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    rest = [*graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend([*nodes, *rest])
    onnx.checker.check_model(graph)
    return graph


def export(reader: Reader, start: Path, out: Path) -> None:
    """Write `encoder.onnx`, `judge.onnx`, `tokenizer.json` and `scale.json` into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    reader.eval()
    ids, flags = torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9, dtype=torch.long)
    tokens = {0: "texts", 1: "tokens"}
    graphs = (
        ("encoder", Encoding(reader), (ids, flags), ["ids", "inside"], ["states", "vectors", "none"]),
        ("judge", Judging(reader), (torch.randn(2, 9, SIZE), flags, flags), ["states", "mask", "kinds"], ["logits"]),
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, module, given, inputs, outputs in graphs:
            plain = Path(folder) / f"{name}.onnx"
            axes = {each: {0: "texts"} for each in outputs} | dict.fromkeys([*inputs, "states"], tokens)
            torch.onnx.export(
                module,
                given,
                str(plain),
                input_names=inputs,
                output_names=outputs,
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
            onnx.save(shrunk(onnx.load(plain)), out / f"{name}.onnx")
    shutil.copy(start / "tokenizer.json", out / "tokenizer.json")
    (out / "scale.json").write_text(json.dumps({"scale": round(reader.scale.item(), 4)}) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--start", type=Path, default=START)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    trained = Reader()
    trained.load_state_dict(torch.load(options.trained))
    export(trained, options.start, options.out)
