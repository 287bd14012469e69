"""A paper to take away: a title and blocks, which `assistant.papers` writes as Markdown, Word or PDF. Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Iterator


def _on_one_line(text: str) -> str:
    """Text without line breaks, and without signs that cannot be printed: no file format holds them all."""
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())


Words = Annotated[str, AfterValidator(_on_one_line)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")


class Heading(_Part):
    """A heading under the title; `level` 1 is the highest."""

    kind: Literal["heading"] = "heading"
    text: Words
    level: Annotated[int, Field(ge=1, le=3)] = 1


class Paragraph(_Part):
    """A paragraph."""

    kind: Literal["paragraph"] = "paragraph"
    text: Words


class Bullets(_Part):
    """A list."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[Words, ...]


class Table(_Part):
    """A table; each row has as many cells as the head. `widths` are the columns' shares of the page, equal if empty."""

    kind: Literal["table"] = "table"
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...] = ()


class Picture(_Part):
    """A PNG, as wide as the page, with what it shows in words."""

    kind: Literal["picture"] = "picture"
    png: bytes
    described: Words


Block = Annotated[Heading | Paragraph | Bullets | Table | Picture, Field(discriminator="kind")]


class Paper(_Part):
    """What is written; `on` is its day, and the only date that its files carry."""

    title: Words
    on: date
    blocks: tuple[Block, ...]

    def plain(self) -> str:
        """As a mail or a chat shows it: the title, then the blocks, without markup."""
        return "\n\n".join([self.title, *(_plain(block) for block in self.blocks)])

    def texts(self) -> Iterator[str]:
        """Every text a reader of the paper can see, in order."""
        yield self.title
        for block in self.blocks:
            match block:
                case Bullets():
                    yield from block.items
                case Table():
                    yield from (*block.head, *(cell for row in block.rows for cell in row))
                case Picture():
                    yield block.described
                case _:
                    yield block.text


def _plain(block: Block) -> str:
    match block:
        case Bullets():
            return "\n".join(f"- {item}" for item in block.items)
        case Table():
            return "\n".join(f"- {' · '.join(cell for cell in row if cell)}" for row in block.rows)
        case Picture():
            return block.described
        case _:
            return block.text
