"""`make bench`: how long the main things take, each beside a named baseline in the same run.

Machines differ and are noisy, so the ratio is the figure to look at; the times are there to be read beside it.
"""

from __future__ import annotations

import sys

from rich.console import Console

from evals.bench import acknowledging, importing, inspecting, reading, replaying, starting
from evals.bench.measured import table


def main() -> int:
    """Run every benchmark and print one table; `evals.bench.search` is run by itself, it takes minutes."""
    out = Console()
    benchmarks = (starting, replaying, reading, importing, inspecting, acknowledging)
    lines = [line for each in benchmarks for line in each.measure(lambda text: out.print(text, style="dim"))]
    out.print(table(lines))
    out.print("The vector store: python -m evals.bench.search", style="dim")
    return 0


if __name__ == "__main__":
    sys.exit(main())
