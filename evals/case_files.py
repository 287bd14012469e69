"""The cases as they stand in `evals/cases`: YAML files checked against pydantic models, one folder a set.

The models also give `cases.schema.json`, for editors: `make schema` writes it.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.deals.claims import ToRead
from assistant.deals.observation import Grade
from assistant.errors import PersonError
from knowledge.process_file import ProcessFileError
from knowledge.process_file import load as load_process

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from knowledge.process import Process

CASES = Path(__file__).parent / "cases"
SHIPPED = Path(__file__).parents[1] / "knowledge"
KEPT_APART = ("final", "blind")  # scored only where they are asked for by name

Split = Literal["tuning", "unseen", "independent", "final", "blind"]
Said = Literal["happened", "not_yet", "reversed"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(_Strict):
    """One message, and what it says. `gold` maps outcomes to verdicts.

    `seller` are exact words about the seller's own acts. `grades` and `dates` are those of outcomes in `gold`; a null
    date says that the words determine none. `attack` says that all of `message` beyond `without` is an attack.
    """

    message: str
    gold: dict[str, Said] = {}
    grades: dict[str, Grade] = {}
    dates: dict[str, date | None] = {}
    seller: tuple[str, ...] = ()
    attack: str | None = Field(default=None, description="The kind of attack.")
    without: str = Field(default="", description="The same message without the attack; empty where it is all attack.")
    timezone: str = "UTC"
    day: date | None = Field(default=None, description="The day it was written; the file's by default.")


class MessageFile(_Strict):
    """Messages about one buying process."""

    process: str
    split: Split
    day: date
    other_names: tuple[str, ...] = ()
    cases: tuple[Message, ...] = Field(min_length=1)


class KnownDeal(_Strict):
    """A deal that the person may see."""

    id: str
    name: str
    account: str


class Naming(_Strict):
    """A message that names a deal, several, an unknown one, or none. `last` is the conversation's deal."""

    message: str
    last: str | None = None
    deal: str | None = None
    candidates: tuple[str, ...] = ()
    unknown: str = ""


class ResolutionFile(_Strict):
    """Messages with the deals that they could be about."""

    split: Split
    deals: tuple[KnownDeal, ...]
    cases: tuple[Naming, ...] = Field(min_length=1)


class Entry(_Strict):
    """One observation of a ledger."""

    outcome: str
    verdict: Said
    grade: Grade = Grade.ASSERTED
    day: date


class Advised(_Strict):
    """A ledger, the gate that is open first, and the seller actions that serve it (none: there is no such action)."""

    why: str
    ledger: tuple[Entry, ...] = ()
    gate: str | None = None
    actions: tuple[str, ...] = ()


class AdviceFile(_Strict):
    """Ledgers of one buying process, advised on one day."""

    process: str
    split: Split
    day: date
    cases: tuple[Advised, ...] = Field(min_length=1)


class Question(_Strict):
    """A question on a process, and the ids of the stages or outcomes that answer it: none where it does not say."""

    question: str
    about: tuple[str, ...]


class QuestionFile(_Strict):
    """Questions on one buying process."""

    process: str
    split: Split
    cases: tuple[Question, ...] = Field(min_length=1)


class Phrase(_Strict):
    """A sentence of an answer, the outcomes whose definitions it cites, and whether they bear it."""

    question: str
    sentence: str
    cites: tuple[str, ...] = Field(min_length=1)
    borne: bool


class GroundednessFile(_Strict):
    """Sentences on one buying process."""

    process: str
    split: Split
    cases: tuple[Phrase, ...] = Field(min_length=1)


class Looked(_Strict):
    """A question, and the heading of the one section of the playbooks that answers it: none where none does."""

    question: str
    section: str | None


class PlaybookFile(_Strict):
    """Questions on the playbooks (of the folder `documents`) that stand beside one buying process."""

    process: str
    split: Split
    playbooks: tuple[str, ...] = Field(min_length=1)
    cases: tuple[Looked, ...] = Field(min_length=1)


CaseFile = MessageFile | ResolutionFile | AdviceFile | QuestionFile | GroundednessFile | PlaybookFile
FileType = TypeVar("FileType", MessageFile, ResolutionFile, AdviceFile, QuestionFile, GroundednessFile, PlaybookFile)


class MessageCase(BaseModel):
    """A message with all that a reader is given. `dated` and `graded` say whether its file gives dates and grades."""

    model_config = ConfigDict(frozen=True)

    id: str
    split: str
    said: Message
    process: Any
    on: date
    other_names: tuple[str, ...] = ()
    dated: bool = False
    pasted: bool = False

    def to_read(self, text: str | None = None) -> ToRead:
        """What a reader is given; another text in place of the message where one is named."""
        process: Process = self.process
        return ToRead(
            text=self.said.message if text is None else text,
            on=self.on,
            definitions=tuple(process.definitions.values()),
            timezone=self.said.timezone,
            other_names=self.other_names,
            pasted=self.pasted,
        )


def case_id(stem: str, content: str) -> str:
    """The file's name and a digest of what is asked: the same wherever in the file the case stands."""
    return f"{stem}-{blake2b(content.encode(), digest_size=4).hexdigest()}"


def messages(name: str, splits: Collection[str] = (), folder: Path = CASES) -> list[MessageCase]:
    """The message cases of a set, by file; of these splits, of all but the one kept apart where none is named."""
    found = {}
    for path, content in files(MessageFile, name, splits, folder):
        for case in _of_file(path, content, process_of(content.process, path.parent, folder)):
            if case.id in found:
                raise PersonError(f"{path}: {case.said.message!r} stands there twice; keep one of the two.")
            found[case.id] = case
    return list(found.values())


def _of_file(path: Path, content: MessageFile, process: Process) -> Iterator[MessageCase]:
    dated = any(each.dates for each in content.cases)
    for said in content.cases:
        strange = {*said.gold, *said.dates, *said.grades} - process.outcomes.keys()
        absent = [words for words in said.seller if words not in said.message]
        if strange or absent:
            raise PersonError(f"{path}: {said.message!r} names {[*strange, *absent]}, which the case does not have.")
        yield MessageCase(
            id=case_id(path.stem, f"{said.day} {said.message}" if said.day else said.message),
            split=content.split,
            said=said,
            process=process,
            on=said.day or content.day,
            other_names=content.other_names,
            dated=dated,
        )


def files(
    kind: type[FileType], name: str, splits: Collection[str] = (), folder: Path = CASES
) -> Iterator[tuple[Path, FileType]]:
    """The files of a set that belong to these splits, by name; `PersonError` says what is wrong with one."""
    for path in sorted((folder / name).glob("*.yaml")):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        split = raw.get("split") if isinstance(raw, dict) else None
        if split not in splits if splits else split in KEPT_APART:
            continue
        try:
            yield path, kind.model_validate(raw)
        except ValidationError as error:
            raise PersonError(f"{path} is no file of cases ({error.errors()[0]['loc']}: {error}).") from error


def process_of(name: str, beside: Path, folder: Path = CASES) -> Process:
    """A process by name: from `processes` beside the cases, else of the set `reading`, here or in our own cases."""
    homes = (beside, folder, folder / "reading", CASES, SHIPPED)
    places = [each / "processes" / f"{name}.yaml" for each in homes]
    path = next((each for each in places if each.exists()), places[0])
    return _loaded(path)


@cache
def _loaded(path: Path) -> Process:
    try:
        return load_process(path)
    except ProcessFileError as error:
        raise PersonError(str(error)) from error


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that evals/cases/cases.schema.json holds."""
    made = TypeAdapter[Any](CaseFile).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
