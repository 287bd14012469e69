"""Every prompt of the product: one Markdown file each, with named slots, rendered strictly.

A prompt is data. `render` refuses a missing or an unexpected slot, so that a prompt and the code that
fills it cannot drift apart. It gives the digest of the template, kept with whatever the prompt led to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files

NAME = re.compile(r"[a-z]+(_[a-z]+)*")
SLOT = re.compile(r"\{\{([a-z]+(?:_[a-z]+)*)\}\}")
BRACES = re.compile(r"\{\{|\}\}")


class PromptError(ValueError):
    """A prompt and the code that uses it do not fit: a fault of the program, which no user can mend."""


@dataclass(frozen=True)
class Rendered:
    """A prompt ready to send. `digest` is that of the template (12 hex digits), whatever its slots hold."""

    text: str
    digest: str


@dataclass(frozen=True)
class Template:
    """A prompt as its file has it, with the names of its slots."""

    text: str
    slots: frozenset[str]
    digest: str


def render(name: str, **slots: str) -> Rendered:
    """Fill the slots of `prompts/NAME.md`, each in one pass: a `{{slot}}` inside a value stays as it is.

    Raises `PromptError` for a prompt that does not exist, and for a missing or an unexpected slot.
    """
    found = template(name)
    if missing := sorted(found.slots - slots.keys()):
        raise PromptError(f"The prompt {name} also needs {', '.join(missing)}.")
    if unexpected := sorted(slots.keys() - found.slots):
        raise PromptError(f"The prompt {name} has no slot {', '.join(unexpected)}.")
    return Rendered(SLOT.sub(lambda match: slots[match[1]], found.text), found.digest)


@cache
def template(name: str) -> Template:
    """Read `prompts/NAME.md`; raises `PromptError` where there is none or a slot is written wrongly."""
    file = files(__name__) / f"{name}.md"
    if not NAME.fullmatch(name) or not file.is_file():
        raise PromptError(f"There is no prompt {name!r}.")
    return parse(file.read_text(encoding="utf-8"))


def parse(text: str) -> Template:
    """A template from its text; raises `PromptError` for braces that are no slot, such as `{{ Name }}`."""
    if stray := BRACES.search(SLOT.sub("", text)):
        raise PromptError(f"A prompt writes {stray[0]!r} only around a slot's name, as in {{{{day}}}}.")
    digest = blake2b(text.encode(), digest_size=6).hexdigest()
    return Template(text, frozenset(SLOT.findall(text)), digest)
