"""Takes the weights that ship as the start of more training: int8 graphs back to the network's state."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import Tensor

PLACE = re.compile(r"^/(?P<path>[\w./]+)/MatMul_output_0$")


def state_of(folder: Path) -> dict[str, Tensor]:
    """The state of a `Reader` whose export lies in `folder`; as exact as int8 is."""
    found = dict(_named(folder / "encoder.onnx")) | dict(_named(folder / "judge.onnx"))
    found["scale"] = torch.tensor(json.loads((folder / "scale.json").read_text(encoding="utf-8"))["scale"])
    return found


def _named(path: Path) -> Iterator[tuple[str, Tensor]]:
    """Parameters by the name that the network gives them; the graph keeps a matrix transposed, named by its node."""
    graph = onnx.load(path).graph
    held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    matrices = {}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            whole, scale = (held.pop(name) for name in node.input[:2])
            axis = node.attribute[0].i
            held[node.output[0]] = whole.astype(np.float32) * np.expand_dims(scale, 1 - axis)
        elif node.op_type == "MatMul" and node.input[1] in held and (place := PLACE.match(node.output[0])):
            matrices[node.input[1]] = place["path"].replace("/", ".") + ".weight"
    for name, values in held.items():
        if name in matrices:
            yield matrices[name], torch.tensor(values.T.copy())
        elif "::" not in name and not name.startswith("/"):
            yield name, torch.tensor(values)
