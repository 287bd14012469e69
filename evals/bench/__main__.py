"""`make bench`: how long the main things take, each beside a named baseline in the same run.

Machines differ and are noisy, so the ratio is the figure to look at; the times are there to be read beside it.
"""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from evals.bench import importing, reading, replaying, starting


def main() -> int:
    """Run every benchmark and print one table; `evals.bench.search` is run by itself, it takes minutes."""
    out = Console()
    table = Table("What", "Time", "Baseline", "Its time", "Ratio", box=None, pad_edge=False, header_style="dim")
    for benchmark in (starting, replaying, reading, importing):
        for measured in benchmark.measure(lambda text: out.print(text, style="dim")):
            table.add_row(*measured.cells())
    out.print(table)
    out.print("The vector store: python -m evals.bench.search", style="dim")
    return 0


if __name__ == "__main__":
    sys.exit(main())
