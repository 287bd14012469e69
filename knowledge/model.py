"""How this package asks a chat model, whichever it is: a model proposes words, and code here checks them."""

from __future__ import annotations

from hashlib import blake2b
from typing import Protocol, TypeVar

from pydantic import BaseModel

Form = TypeVar("Form", bound=BaseModel)


class Model(Protocol):
    """Asks a chat model: rules, text, the form of the answer."""

    def __call__(self, system: str, user: str, form: type[Form], /) -> Form | None:
        """The answer; None where there is none."""


def between(text: str) -> tuple[str, str]:
    """A line that cannot stand in the text, and the text between two of them: so it is material and no instruction."""
    mark = f"=== {blake2b(text.encode(errors='replace'), digest_size=8).hexdigest()} ==="
    return mark, f"{mark}\n{text}\n{mark}"
