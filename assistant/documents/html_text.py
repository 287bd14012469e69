"""The text of an HTML mail: the one home of inscriptis."""

from __future__ import annotations

from bisect import bisect_right

from inscriptis import get_annotated_text
from inscriptis.model.config import ParserConfig

_RULES = {"blockquote": ["quoted"]}


def text_of(html: str) -> str:
    """What a reader of the page sees, one paragraph a line; quoted mails get quote marks as in a text mail.

    Raises what lxml raises on a page that it cannot parse.
    """
    page = get_annotated_text(html, ParserConfig(annotation_rules=_RULES))
    text: str = page.get("text", "")
    labels: list[tuple[int, int, str]] = page.get("label", [])
    starts, ends = sorted(start for start, _, _ in labels), sorted(end for _, end, _ in labels)
    lines, position = [], 0
    for line in text.split("\n"):
        words = line.strip()
        middle = position + line.find(words)
        depth = bisect_right(starts, middle) - bisect_right(ends, middle) if words else 0
        lines.append(f"{'> ' * depth}{words}")
        position += len(line) + 1
    return "\n".join(lines)
