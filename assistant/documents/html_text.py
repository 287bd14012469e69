"""The text of an HTML page or mail: the one home of inscriptis."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from inscriptis import get_annotated_text
from inscriptis.model.config import ParserConfig

_LEVELS = tuple(f"h{level}" for level in range(1, 7))
_RULES = {"blockquote": ["quoted"]} | {each: [each] for each in _LEVELS}


def text_of(html: str, *, headings: bool = False) -> str:
    """What a reader of the page sees, one paragraph a line; quoted mails get quote marks as in a text mail.

    With `headings`, a heading gets the marks that it has in Markdown. Raises what lxml raises on a page that it
    cannot parse.
    """
    page = get_annotated_text(html, ParserConfig(annotation_rules=_RULES))
    text: str = page.get("text", "")
    labels: list[tuple[int, int, str]] = page.get("label", [])
    quoted = [(start, end) for start, end, label in labels if label == "quoted"]
    starts, ends = sorted(start for start, _ in quoted), sorted(end for _, end in quoted)
    marks = sorted((start, "#" * int(label[1]) + " ") for start, _, label in labels if headings and label in _LEVELS)
    lines, position = [], 0
    for line in text.split("\n"):
        words = line.strip()
        middle = position + line.find(words)
        depth = bisect_right(starts, middle) - bisect_right(ends, middle) if words else 0
        at = bisect_left(marks, (position, ""))
        heading = marks[at][1] if at < len(marks) and marks[at][0] <= position + len(line) else ""
        lines.append(f"{'> ' * depth}{heading if words else ''}{words}")
        position += len(line) + 1
    return "\n".join(lines)
