"""Who of the customer's side is named: in the CRM's contacts, or in the customer's own words and mails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.deals.observation import Grade, Verdict
from assistant.deals.replay import counting_observations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.deals.deal import Deal
    from assistant.deals.observation import Observation

_BEGINS = (  # a sentence, and no name
    r"(?:The|Their|They|Our|My|A|An|And|But|Then|So|Also|When|After|As|On|In|At|Today|Yesterday|Tomorrow|Now|Finally"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
_WORD = r"[A-ZÀ-ÖØ-Þ](?:[a-zß-ÿ]|['’][A-ZÀ-ÖØ-Þ])[\w'’-]*"
_NAME = rf"(?!{_BEGINS}\b){_WORD}(?: (?:de |van |von |der |del |di |bin |al-)?{_WORD}){{1,2}}"
_NOT_ONE = r"(?!(?:the|a|our|their|this)\b)"  # "the head of the area" says not which one
_PERSON = (
    rf"(?:chief [a-z]+ officer|c[a-z]o|vp(?: of)?(?: [a-z]+)?|(?:vice )?president|(?:head|director) of {_NOT_ONE}[a-z]+"
    rf"|{_NOT_ONE}[a-z]+ (?:lead|head|director|manager|controller|officer|architect|buyer|counsel|owner)"
    r"|controller|treasurer)"
)
_ROLE = rf"(?:{_PERSON}|owner|procurement|legal|finance|works council|board)"
_SAYS = r"(?:wrote|writes|said|says|told|confirmed|confirms|signed|sent|asked|agreed|approved|mailed|replied|emailed)"
_NAMED = (
    re.compile(rf"\b[Tt]heir (?i:{_ROLE}),? ({_NAME})"),
    re.compile(rf"\b({_NAME})(?:,| \()\s?(?:their |the )?(?i:{_ROLE})\b"),
    re.compile(rf"\b({_NAME}) {_SAYS}\b"),
    re.compile(rf"(?m)^(?:From|Von|De): ({_NAME})"),
    re.compile(rf"(?m)^({_NAME}): "),
)
_ROLED = re.compile(rf"(?i:(?:\b(?:their|the)|,|\() ?({_PERSON})\b)(?!,? {_NAME}| of our)")


def customer_people(deal: Deal, ledger: Sequence[Observation]) -> tuple[str, ...]:
    """The customer's people by name, each once: those named in what still counts, then the CRM's other contacts.

    A name in the ledger is one that a contact has, or that stands where a speaker stands ("their CFO Ana Berg",
    "Ana Berg wrote", "From: Ana Berg"); who is told by their role alone is "the head of finance". What the rep asserts
    counts for nothing here.
    """
    found = dict.fromkeys(
        name
        for each in counting_observations(ledger)
        if each.quote and each.grade is not Grade.ASSERTED and each.verdict is not Verdict.WITHDRAWN
        for name in _named(each.quote, deal)
    )
    known = {name.casefold() for name in found}
    return (*found, *(name for name in dict.fromkeys(deal.contacts) if name.casefold() not in known))


def _named(quote: str, deal: Deal) -> Iterator[str]:
    said = quote.casefold()
    yield from (name for name in deal.contacts if name and name.casefold() in said)
    ours = {deal.name.casefold(), deal.account.casefold(), *(name.casefold() for name in deal.contacts)}
    for form in _NAMED:
        yield from (name for name in form.findall(quote) if name.casefold() not in ours)
    yield from (f"the {role if role.isupper() else role.casefold()}" for role in _ROLED.findall(quote))
