"""How long a command takes to start, against a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.measured import Measured, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PROCESS = str(ROOT / "knowledge" / "processes" / "general-purchase.yaml")
COMMANDS = {
    "rightside --help": ["--help"],
    "rightside stand, an empty ledger": ["stand", "--process", PROCESS, "--jsonl"],
    "rightside read, one message": ["read", "--process", PROCESS, "--format", "json"],
}


def measure(tell: Callable[[str], None]) -> Iterator[Measured]:
    """Each command in a new process, three times."""
    tell("Starting commands …")
    nothing = timed(lambda: _run(["-c", "pass"]), 3)
    for name, arguments in COMMANDS.items():
        taken = timed(lambda given=arguments: _run(["-m", "assistant.terminal.main", *given]), 3)  # type: ignore[misc]
        yield Measured(name, taken, "python -c pass", nothing)


def _run(arguments: list[str]) -> None:
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *arguments], input=b"They have not signed yet.", cwd=ROOT, check=True, capture_output=True
    )
