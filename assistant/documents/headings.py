"""The lines above a quoted or forwarded mail that say who wrote it and when, in English and German. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.utils import parseaddr
from typing import TYPE_CHECKING

from assistant.documents.mail_dates import day_in
from assistant.documents.sides import Who

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_KEYS = r"from|von|sent|gesendet|date|datum|to|an|cc|kopie|bcc|subject|betreff|reply-to|antwort an|importance|priorität"
_FIELD = re.compile(rf"\**(?P<key>{_KEYS})\s*:\**\s*(?P<value>.*)", re.IGNORECASE)
_MARKER = re.compile(
    r"[-_=\s]{2,}\s*(?:original message|ursprüngliche nachricht|originalnachricht"
    r"|(?P<forwarded>forwarded(?: message)?|weitergeleitete nachricht|weitergeleitet))\s*:?\s*[-_=]*"
    r"|(?P<begun>begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail))\s*:",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"(?:fwd?|wg)\s*:", re.IGNORECASE)
_RULE = re.compile(r"[_=*-]{5,}")
_WROTE = re.compile(
    r"on\b(?P<english>[^\n]{2,280}?)\s+wrote\s*:"
    r"|am\b(?P<when>[^\n]{2,120}?)\s+schrieb\s+(?P<german>[^\n]{2,160}?)\s*:"
    r"|(?P<sender>[^\n]{0,80}<[^<>\s]+@[^<>\s]+>)\s+(?:wrote|schrieb)\b[^\n]{0,60}:"
    r"|(?P<name>[^\n:;,.!?]{2,60}?)\s+(?:wrote|schrieb)\s*:",
    re.IGNORECASE,
)
_HAS_WROTE = re.compile(r"\b(?:wrote|schrieb)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\"'(),:;\[\]]+@[^\s<>\"'(),:;\[\]]+")
_CLOCK = re.compile(r"\b(?:at|um)?\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*(?:[ap]\.?m\.?|uhr))?\W*", re.IGNORECASE)
_TO_YEAR = re.compile(r"^.*\b20\d\d\b\W*")
_MONTH = r"(?:jan|feb|mar|mär|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]*\.?"
_DAY = re.compile(
    rf"\b(?:(?:mon|tue|wed|thu|fri|sat|sun)(?:\w*day|s|r|rs)?|\w*(?:tag|woch)|\d{{1,2}}\.?(?:st|nd|rd|th)?\s+{_MONTH}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d[\d./-]*)(?=\W|$)[,.]?",
    re.IGNORECASE,
)
MOST_FIELDS, MOST_JOINED = 12, 3  # lines
LONGEST = 400  # characters


@dataclass(frozen=True)
class Heading:
    """What stands above an older mail, in `lines` lines.

    `forwarded` says that the mail below is forwarded, `forwards` that it forwards another in its turn (its subject
    says so), `dated` that a mail program wrote the heading, not a person.
    """

    lines: int
    who: Who | None = None
    sent: date | None = None
    forwarded: bool = False
    forwards: bool = False
    attribution: bool = False
    dated: bool = True


def heading(lines: Sequence[str], *, topmost: bool = False) -> Heading | None:
    """The heading that begins with the first of these lines (without their quote marks); None where none does.

    `topmost` says that they are a text's first: there a bare `From: Jane` is enough.
    """
    first = lines[0].strip()
    if not 0 < len(first) <= LONGEST:
        return None
    if (marker := _MARKER.fullmatch(first)) is not None:
        return _marked(lines, bool(marker["forwarded"] or marker["begun"]))
    if _RULE.fullmatch(first) or _FORWARDED.match(first):
        below = _fields(lines[1:], bare=True)
        forwarded = bool(_FORWARDED.match(first))
        return None if below is None else replace(below, lines=below.lines + 1, forwarded=forwarded)
    return _fields(lines, bare=topmost) if _FIELD.match(first) else _attribution(lines)


def _marked(lines: Sequence[str], forwarded: bool) -> Heading:
    blank = 1
    while blank < len(lines) and blank < MOST_JOINED and not lines[blank].strip():
        blank += 1
    below = _fields(lines[blank:], bare=True)
    if below is None:
        return Heading(1, forwarded=forwarded)
    return replace(below, lines=below.lines + blank, forwarded=forwarded)


def _fields(lines: Sequence[str], *, bare: bool = False) -> Heading | None:
    """A block of From, Sent, To and the like, which names a sender."""
    found: dict[str, str] = {}
    count = 0
    for line in lines[:MOST_FIELDS]:
        if (field := _FIELD.fullmatch(line.strip())) is None:
            break
        found.setdefault(field["key"].casefold(), field["value"])
        count += 1
    sender = found.get("from") or found.get("von") or ""
    if not sender.strip() or (count == 1 and not bare and not _ADDRESS.search(sender)):
        return None
    sent = next((found[key] for key in ("sent", "gesendet", "date", "datum") if key in found), "")
    subject = found.get("subject") or found.get("betreff") or ""
    return Heading(count, who(sender), day_in(sent), forwards=forwards(subject))


def forwards(subject: str) -> bool:
    """Whether a mail with this subject forwards another."""
    return bool(_FORWARDED.match(subject.strip()))


def _attribution(lines: Sequence[str]) -> Heading | None:
    """A line such as "On …, … wrote:", which mail programs wrap over up to three lines."""
    joined = ""
    for count, line in enumerate(lines[:MOST_JOINED], 1):
        joined = f"{joined} {line.strip()}".strip()
        if not line.strip() or len(joined) > LONGEST:
            return None
        if joined.endswith(":"):
            found = _WROTE.fullmatch(joined) if _HAS_WROTE.search(joined) else None
            return None if found is None else _attributed(found, count)
    return None


def _attributed(found: re.Match[str], count: int) -> Heading:
    told = found["english"] or found["german"] or found["sender"] or found["name"]
    sent = day_in(found[0])
    dated = sent is not None or bool(_ADDRESS.search(found[0])) or bool(_CLOCK.search(found[0]))
    return Heading(count, who(_undated(told)), sent, attribution=True, dated=dated)


def _undated(told: str) -> str:
    """What "On Mon, 2 Mar 2026 at 10:12, Ana Silva" says beside the time."""
    after_year = _TO_YEAR.sub("", told)
    return _CLOCK.sub(" ", after_year if after_year != told else _DAY.sub(" ", told))


def who(text: str) -> Who | None:
    """The person in `Jane Doe <jane@example.com>` and in the looser forms of pasted headings."""
    text = text[:LONGEST].replace("mailto:", "").strip(" *\"'")
    name, address = parseaddr(text)
    found = _ADDRESS.search(text)
    address = address if "@" in address else found[0] if found else ""
    if not name or "@" in name:
        name = re.sub(r"[<\[(].*|\S*@\S*", "", text)
    name = name.strip(" ,\"'<>[]*")
    return Who(name, address) if name or address else None
