"""What comes in: a message in plain words, a pressed button, or a wish to take something back."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from assistant.deals.observation import Grade


class _Incoming(BaseModel):
    """`id` is unique in its organisation and makes the turn happen once; `conversation` names the DM or thread.

    `person` is a person's id; `deal` a deal's id where the place already says which (a button, `--deal`).
    """

    model_config = ConfigDict(frozen=True)

    id: str
    organisation: str
    person: str
    conversation: str
    at: AwareDatetime
    timezone: str = "UTC"
    deal: str | None = None


class Origin(BaseModel):
    """Where a customer's text was found: a link to it, its day (None is unknown), and how good a proof it is."""

    model_config = ConfigDict(frozen=True)

    link: str
    on: date | None = None
    grade: Grade


class Message(_Incoming):
    """Somebody's words. `pasted` says that the text is the customer's own (a forwarded mail, a document).

    A pasted text about a `deal` is read and never obeyed; `origin` says where it comes from. `under` is the deal of the
    message under which the conversation begins: it is meant until another one is named.
    """

    text: str
    under: str | None = None
    pasted: bool = False
    origin: Origin | None = None


class Answer(StrEnum):
    """The four buttons under a question."""

    HAPPENED = "happened"
    NOT_YET = "not_yet"
    REVERSED = "reversed"
    DONT_KNOW = "dont_know"


LABELS = {
    Answer.HAPPENED: "Happened",
    Answer.NOT_YET: "Not yet",
    Answer.REVERSED: "Went backward",
    Answer.DONT_KNOW: "Don't know",
}


class Press(_Incoming):
    """A button's answer to a question about one outcome of `deal`."""

    outcome: str
    answer: Answer


class Proof(_Incoming):
    """Proof added to an outcome of `deal`: what the customer said or sent, and when (None is unknown).

    `grade` is artefact where something is there to open, quoted for the customer's own words. `link` is the address of
    what is there to open, a file or a message; the words may then be empty.
    """

    outcome: str
    grade: Grade
    quote: str
    link: str = ""
    occurred_on: date | None = None


class Undo(_Incoming):
    """Take back these observations of `deal`."""

    observations: tuple[str, ...] = ()


class Confirm(_Incoming):
    """Record these of the claims that the turn `offer` put for confirmation, by their numbers from 0."""

    offer: str
    chosen: tuple[int, ...]
