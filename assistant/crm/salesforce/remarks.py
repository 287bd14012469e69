"""What could not be taken over, once for each reason."""

from __future__ import annotations

SHOWN = 3


class Remarks:
    """Sentences, each with the deals that it is about."""

    def __init__(self) -> None:
        self._deals: dict[str, dict[str, None]] = {}

    def add(self, sentence: str, deal: str) -> None:
        """Say it of a deal; the same deal again counts once."""
        self._deals.setdefault(sentence, {})[deal] = None

    def all(self) -> tuple[str, ...]:
        """Every sentence with its deals, in the order in which they came up."""
        return tuple(f"{sentence} ({_named(list(deals))})." for sentence, deals in self._deals.items())


def _named(deals: list[str]) -> str:
    more = f" and {len(deals) - SHOWN} more" if len(deals) > SHOWN else ""
    return f"{'deal' if len(deals) == 1 else 'deals'} {', '.join(deals[:SHOWN])}{more}"
