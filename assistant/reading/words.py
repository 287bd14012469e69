"""Words reduced to what they share: stems, groups of like words, abbreviations and typing mistakes."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

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
MIN_FUZZY = 6
FUZZY = 86
MIN_PREFIX = 4


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


def acronyms(text: str) -> set[str]:
    """The initials of two to four neighbouring words, such as `dpa` for "data processing agreement"."""
    words = [word for word in re.findall(r"[A-Za-z]+", text.lower()) if word not in {"of", "the", "for", "and", "a"}]
    return {
        "".join(word[0] for word in words[at : at + size]) for size in (2, 3, 4) for at in range(len(words) - size + 1)
    } - STOP


def bridge(token: str, vocabulary: dict[str, str]) -> str | None:
    """The vocabulary word that an unknown token abbreviates or mistypes; None where there is none."""
    if len(token) >= MIN_PREFIX:
        longer = {vocabulary[word] for word in vocabulary if word.startswith(token) and len(word) >= len(token) + 2}
        if len(longer) == 1:
            return longer.pop()
    if len(token) >= MIN_FUZZY:
        near = process.extractOne(token, vocabulary.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY)
        if near:
            return vocabulary[near[0]]
    return None


def neighbours(words: list[str]) -> set[tuple[str, str]]:
    """Pairs of neighbouring stems, for phrases."""
    return set(pairwise(stem(word) for word in words if word not in STOP))
