"""Which of a person's deals are worth a nudge, and the single item for each. Pure; the numbers stand in docs/nudges.md.

An item is a warning of `assistant.deals.warnings`, in the order of its kinds down to the first silence limit. Each
decision says why: a nudge by its warning and rule, what is held back by a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from assistant.deals.nudge_preferences import Preferences, rule_name
from assistant.deals.warnings import DealWarning, Kind, risk_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.deals.team import Looked

A_DIGEST = 5  # deals
AGAIN_DAYS = 7  # before the same item comes again; and in which an observation counts as acting on it
UNANSWERED = 2  # nudges on one item before the manager hears of it
LAST, USEFUL_SHARE = 20, 0.3  # nudges of a rule that are looked at; the share acted on under which it mutes itself
SILENCES = {Kind.SILENCE_ESCALATE, Kind.SILENCE_STALE, Kind.SILENCE_WARN}
OF_THE_DEAL = {Kind.CRM_AHEAD: "crm", Kind.CLOSE_DATE: "close-date", **dict.fromkeys(SILENCES, "silence")}


class Response(StrEnum):
    """What came of a nudge: an answer (or an observation within a week), or a snooze."""

    ANSWERED = "answered"
    SNOOZED = "snoozed"


class Item(NamedTuple):
    """What a nudge is about. `subject` tells the items of a deal apart, `basis` is what this one rests on.

    An item has changed where its basis is another one, or its rule a worse one. That days pass, or that the customer
    comes closer to what the CRM says, changes nothing.
    """

    rule: Kind
    subject: str
    basis: str

    def covers(self, other: Item) -> bool:
        """Whether who was shown this one has seen the other: the same, and then as bad or worse."""
        return (self.subject, self.basis) == (other.subject, other.basis) and self.rule <= other.rule


class Shown(NamedTuple):
    """An item that a person read in a digest on a day, one a deal; `to_manager` where it was in the team's part."""

    person: str
    deal: str
    item: Item
    on: date
    response: Response | None = None
    to_manager: bool = False


@dataclass(frozen=True)
class Nudge:
    """A deal with its single item, how often in a row the owner left it unanswered before, and when it last came."""

    looked: Looked
    warning: DealWarning
    item: Item
    unanswered: int = 0
    last: date | None = None


class Held(NamedTuple):
    """An item that is not shown, and why, as a sentence without its full stop."""

    deal: str
    warning: DealWarning
    why: str


class Decision(NamedTuple):
    """The nudges of a person, the worst first, at most five; what is held back; what the manager hears of instead."""

    nudges: tuple[Nudge, ...]
    held: tuple[Held, ...]
    escalations: tuple[Nudge, ...]


def decide(deals: Iterable[Looked], receiver: Preferences, history: Iterable[Shown], on: date) -> Decision:
    """What a digest on a day would say of the receiver's own open deals; `history` is what they were shown before."""
    past = sorted((each for each in history if each.on <= on and not each.to_manager), key=_order)
    tired = self_muted(past, on)
    today = "one message a day, and today's was sent" if any(each.on == on for each in past) else ""
    of_deal: dict[str, list[Shown]] = defaultdict(list)
    for each in past:
        of_deal[each.deal].append(each)
    candidates: list[Nudge] = []
    held: list[Held] = []
    escalations: list[Nudge] = []
    for looked in deals:
        seen = of_deal[looked.deal.id]
        for warning in _worth_it(looked):
            nudge = _nudge(looked, warning, seen)
            muted = _muted(nudge, receiver, tired)
            quiet = "" if muted else _snoozed(nudge, receiver, on) or _too_soon(nudge, on)
            rests = "" if muted or quiet else _rests(nudge)
            if rests:
                escalations.append(nudge)
            if why := muted or quiet or rests or today:
                held.append(Held(looked.deal.id, warning, why))
            else:
                candidates.append(nudge)
            if not (muted or rests):
                break  # one item a deal; and where its worst is to be quiet, its lesser ones are too
    chosen = sorted(candidates, key=weight)
    crowded = [Held(each.looked.deal.id, each.warning, f"{A_DIGEST} deals need you more") for each in chosen[A_DIGEST:]]
    return Decision(tuple(chosen[:A_DIGEST]), (*held, *crowded), tuple(sorted(escalations, key=weight)))


def weight(nudge: Nudge) -> tuple[int, float, str]:
    """The order of nudges: the worst first, then the larger amount, then by deal."""
    return risk_order(nudge.looked.deal, nudge.warning)


def item_of(looked: Looked, warning: DealWarning) -> Item:
    """The item that a warning of a deal is."""
    deal, journey = looked.deal, looked.standing.journey
    subject = OF_THE_DEAL.get(warning.kind, f"{rule_name(warning.kind)}:{warning.outcome or ''}")
    if warning.kind in SILENCES:
        basis = str(journey.last_customer_action)
    elif warning.kind is Kind.CRM_AHEAD:
        basis = f"{deal.crm_stage.strip().casefold()}/{deal.forecast.casefold()}"
    elif warning.kind is Kind.CLOSE_DATE:
        basis = str(deal.close_date)
    elif warning.kind is Kind.AGREED_OVERDUE:
        basis = blake2b(warning.text.partition(": ")[2].encode(), digest_size=8).hexdigest()  # no words are kept
    else:
        basis = " ".join(journey.state(warning.outcome or "").observations)
    return Item(warning.kind, subject, basis)


def self_muted(history: Iterable[Shown], on: date) -> dict[Kind, int]:
    """The rules that muted themselves for who has this history, with how many of the last 20 were acted on.

    Only nudges that had their week count: a fresh one is not ignored yet. A muted rule shows nothing more, so it stays
    muted.
    """
    settled = sorted(
        (each for each in history if (on - each.on).days >= AGAIN_DAYS and not each.to_manager), key=_order
    )
    found = {}
    for rule in {each.item.rule for each in settled}:
        last = [each.response is Response.ANSWERED for each in settled if each.item.rule is rule][-LAST:]
        if len(last) == LAST and sum(last) < USEFUL_SHARE * LAST:
            found[rule] = sum(last)
    return found


def _worth_it(looked: Looked) -> list[DealWarning]:
    return [each for each in looked.warnings if each.kind <= Kind.SILENCE_WARN]


def _nudge(looked: Looked, warning: DealWarning, seen: Sequence[Shown]) -> Nudge:
    item = item_of(looked, warning)
    same = [each for each in seen if each.item.covers(item)]
    unanswered = 0
    for each in same:
        unanswered = unanswered + 1 if each.response is None else 0
    return Nudge(looked, warning, item, unanswered, same[-1].on if same else None)


def _muted(nudge: Nudge, receiver: Preferences, tired: dict[Kind, int]) -> str:
    rule = nudge.warning.kind
    if receiver.all_muted:
        return "nudges are muted"
    if rule_name(rule) in receiver.muted:
        return f"the rule {rule_name(rule)} is muted"
    return f"the rule muted itself: {tired[rule]} of its last {LAST} were acted on" if rule in tired else ""


def _rests(nudge: Nudge) -> str:
    times = nudge.unanswered
    return f"asked {times} times without an answer: not again until it changes" if times >= UNANSWERED else ""


def _snoozed(nudge: Nudge, receiver: Preferences, on: date) -> str:
    snooze = receiver.snoozes.get(nudge.looked.deal.id)
    if snooze is None or on > snooze.until:
        return ""
    moves = nudge.looked.standing.backward_moves
    if nudge.warning.kind is Kind.BACKWARD_MOVE and any(move.on > snooze.since for move in moves):
        return ""
    return f"snoozed until {snooze.until}{f': {snooze.reason}' if snooze.reason else ''}"


def _too_soon(nudge: Nudge, on: date) -> str:
    again = nudge.last + timedelta(days=AGAIN_DAYS) if nudge.last else on
    return f"asked on {nudge.last}, not again before {again}" if on < again else ""


def _order(each: Shown) -> tuple[date, str, str]:
    return each.on, each.deal, each.item.subject
