"""Words reduced to what they share: stems and groups of like words."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.reading.forms import WORD
from assistant.reading.word_lists import ACTS, IRREGULAR, SHORT_FORMS, STOP, THINGS

SUFFIXES = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ions",
    "ion",
    "ature",
    "ances",
    "ance",
    "ings",
    "ing",
    "als",
    "al",
    "ers",
    "er",
    "ors",
    "or",
    "ied",
    "ies",
    "ees",
    "ed",
    "es",
    "ee",
    "s",
    "e",
    "y",
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The part of a lower-case word that its forms share."""
    word = SHORT_FORMS.get(word, word)
    word = re.sub(r"['’](?:s|d|re|ve|ll)?$", "", word)
    if word in IRREGULAR:
        return IRREGULAR[word]
    for _ in range(2):
        for suffix in SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 3:  # noqa: PLR2004 - a stem has three letters
                word = word[: -len(suffix)]
                break
        else:
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word  # noqa: PLR2004


def _groups(source: dict[str, str], mark: str) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name, members in source.items():
        for member in members.split():
            table.setdefault(stem(member), set()).add(f"{mark}{name}")
    return {member: frozenset(names) for member, names in table.items()}


ACT_OF = _groups(ACTS, "!")
THING_OF = _groups(THINGS, "#")


def tokens(text: str) -> list[str]:
    """Lower-case words and numbers, hyphens divided."""
    return [match.group(0).lower().replace("’", "'") for match in WORD.finditer(text)]


def terms(text: str) -> set[str]:
    """The stems of a text, and the marks of the groups they belong to (`!` for acts, `#` for things)."""
    found: set[str] = set()
    for word in tokens(text):
        shape = stem(word)
        found |= ACT_OF.get(shape, frozenset())
        if word not in STOP:
            found |= THING_OF.get(shape, frozenset())
            if not word.isdigit():
                found.add(shape)
    if re.search(r"\bIT\b", text):
        found.add("#computing")
    return found
