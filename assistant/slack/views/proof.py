"""The modal in which proof is added to something recorded on the person's bare word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.deals.observation import Grade
from assistant.slack.views import forms
from assistant.slack.views.shown import section, words

if TYPE_CHECKING:
    from datetime import date

    from assistant.slack.views.values import Carried

CALLBACK = "proof"
KINDS = {
    Grade.QUOTED: "The customer's own words: who said what",
    Grade.ARTEFACT: "Something they made or sent: paste it, or its link",
}
PROVES_NOTHING = "Give the customer's words, a link or a file: something that a third person could check."
NO_LINK = "Give the whole address, beginning with https://."
TODAY = "This is the day of your press: change it, or empty it if you do not know the day."
_LINK = re.compile(r"https?://[^\s<>|]+")


class Filled(NamedTuple):
    """What was filled in; `link` is the address given, the file's, or both."""

    grade: Grade
    quote: str
    link: str
    day: date | None


def proof_modal(carried: Carried, day: date | None, today: date) -> dict[str, Any]:
    """The modal for one outcome, with the day that was reported, else that of the press.

    The seller's own words are left out: they prove nothing. What it is about travels in `private_metadata`.
    """
    about = section([words(carried.statement or "", style="*")])
    blocks = [
        *([about.block] if about else []),
        forms.choice_input("kind", "What is it?", {each.value: text for each, text in KINDS.items()}, Grade.QUOTED),
        forms.words_input("quote", "Their words, or what they sent", optional=True),
        forms.link_input("link", "A link to their message or document"),
        forms.file_input("file", "A file of theirs"),
        forms.day_input("day", "On which day? (leave it empty if you do not know)", day or today, "" if day else TODAY),
    ]
    return forms.modal(CALLBACK, "Add proof", "Add", carried.packed() or "", blocks)


def filled(values: forms.Values) -> Filled:
    """What was filled in."""
    places = (forms.written(values, "link").strip(), forms.attached(values, "file"))
    grade = Grade(forms.picked(values, "kind") or Grade.QUOTED)
    return Filled(grade, forms.written(values, "quote"), " ".join(filter(None, places)), forms.day(values, "day"))


def faults(values: forms.Values, *, words: str, today: date) -> dict[str, str]:
    """What has to be corrected, by the input it stands in; words may be missing where there is something to open."""
    found = forms.faults(values, words=words, today=today)
    given = filled(values)
    if not given.quote.strip():
        found.pop(words)
        if not given.link:
            found[words] = PROVES_NOTHING
    address = forms.written(values, "link").strip()
    if address and not _LINK.fullmatch(address):
        found["link"] = NO_LINK
    return found
