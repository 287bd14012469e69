"""What goes out. A reply is data: the terminal and Slack render the same one, in the order of its fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from assistant.coaching.paper import Paper
from assistant.deals.observation import Grade, Verdict
from assistant.deals.standing import Status


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Cited(_Part):
    """A sentence with what stands behind it, such as `[outcome budget-line, version 3]`."""

    text: str
    citation: str = ""


class DealName(_Part):
    """The deal a reply is about; every reply names it."""

    id: str
    name: str
    account: str = ""


class Recorded(_Part):
    """One observation this turn appended, and the outcome's status since."""

    observation: str
    outcome: str
    statement: str
    verdict: Verdict
    grade: Grade
    quote: str | None
    occurred_on: date | None
    status: Status


class WentBack(_Part):
    """A backward move of this turn: what it takes back, the customer's words, and the way forward again."""

    statement: str
    quote: str | None
    on: date
    from_stage: str
    to_stage: str
    way_back: str | None


class StageMark(_Part):
    """One stage on the journey bar."""

    name: str
    proved: int
    gates: int


class Place(_Part):
    """Where the customer is. `at` is the index of the customer stage, `len(stages)` when complete.

    `crm_at` is the index of the stage the CRM's stage corresponds to, None where that is not known.
    """

    stages: tuple[StageMark, ...]
    at: int
    stage: str
    customer_goal: str | None
    crm_stage: str
    crm_at: int | None
    last_customer_action: date | None
    days_of_silence: int | None


class NextAction(_Part):
    """The one next seller action, its purpose, the outcome it serves, and the passage of a playbook that helps.

    `who` takes it, where that is not the reader.
    """

    action: str
    purpose: str
    serves: str
    who: str = ""
    playbook: Cited | None = None


class Question(_Part):
    """A question with the four buttons. `quote` is there where an uncertain claim is put as a question."""

    outcome: str
    statement: str
    ask: str
    why: str
    quote: str | None = None


class Found(_Part):
    """A claim found in a document, put for confirmation: the `number`th, from 0, of the turn `offer`.

    `place` is where in the document it stands; `source` and `read_by` are kept with it once it is recorded.
    """

    offer: str
    number: int
    outcome: str
    statement: str
    verdict: Verdict
    grade: Grade
    quote: str
    occurred_on: date | None
    place: str
    source: str
    read_by: str


class Section(_Part):
    """Lines under a heading, each with what stands behind it."""

    title: str
    lines: tuple[Cited, ...]


class Choice(_Part):
    """One of several answers; choosing it says `text` (for a deal, its id)."""

    text: str
    label: str


class DealLine(_Part):
    """One deal in a list, with the reason it stands where it stands, and what is new since the last look."""

    deal: str
    name: str
    account: str
    owner: str
    amount: Decimal | None
    currency: str
    stage: str
    crm_stage: str
    reason: str
    changed: str = ""

    @property
    def worth(self) -> str:
        """The amount with its currency; empty where it is not known."""
        return "" if self.amount is None else f"{self.amount:,.0f} {self.currency}".strip()


class Reply(_Part):
    """The answer to one turn. Empty fields are not shown.

    `undo` lists the observations of this turn that *Undo* takes back. `proof` lists outcomes recorded on the
    person's bare word, to which proof can be added. `reader` says which reader read the message. `paper` is something
    to send on as it stands, or to take away as files with the endings `files`.
    """

    notice: str | None = None
    deal: DealName | None = None
    recorded: tuple[Recorded, ...] = ()
    backward_moves: tuple[WentBack, ...] = ()
    sentences: tuple[Cited, ...] = ()
    sections: tuple[Section, ...] = ()
    found: tuple[Found, ...] = ()
    place: Place | None = None
    action: NextAction | None = None
    questions: tuple[Question, ...] = ()
    seller_activity: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    deals: tuple[DealLine, ...] = ()
    reader: str | None = None
    undo: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    paper: Paper | None = None
    files: tuple[str, ...] = ()
