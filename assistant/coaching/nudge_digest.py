"""A digest as a reply: each deal with its situation, one question, the next action, and why; below it the good news."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.coaching import advice
from assistant.coaching.reply import Cited, Reply, Section
from assistant.coaching.wording import capital, listed
from assistant.deals.nudge_preferences import rule_name
from assistant.deals.nudges import AGAIN_DAYS, UNANSWERED
from assistant.deals.warnings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.coaching.nudging import Digest
    from assistant.deals.nudges import Nudge
    from assistant.deals.team import Looked

GOOD_NEWS = 3  # deals in the line of what moved forward
WHY = {
    Kind.BACKWARD_MOVE: "the customer took this back in the last 7 days, and it was not earned again",
    Kind.DISPUTED: "two reports of one outcome disagree, and you know which one holds",
    Kind.SILENCE_ESCALATE: "the customer has been silent past the last limit for this part of the journey",
    Kind.CRM_AHEAD: "the CRM says more than the customer has proved",
    Kind.AGREED_OVERDUE: "what was agreed is late",
    Kind.CLOSE_DATE: "the close date does not fit what the customer still has to do",
    Kind.SILENCE_STALE: "the customer has been silent past the second limit for this part of the journey",
    Kind.CLAIMED: "a gate rests on your word alone",
    Kind.RECONFIRM: "it was proved longer ago than the process trusts it",
    Kind.SILENCE_WARN: "the customer has been silent past the first limit for this part of the journey",
}


def told(seen: Digest) -> Reply | None:
    """The digest as it goes out; None where nothing is worth it."""
    nudges = seen.decision.nudges
    if not nudges and not seen.team.shown:
        return None  # that somebody answers nothing, or that all goes well, is told with other news
    count = len(seen.cases)
    first = f"{len(nudges)} of your {count} open {'deal' if count == 1 else 'deals'}, what needs you most first."
    return Reply(
        sentences=(Cited(text=first),) if nudges else (),
        sections=(
            *(_deal(seen, nudge, at) for at, nudge in enumerate(nudges, 1)),
            *_with_manager(seen),
            *_team(seen),
            *_forward(seen),
        ),
    )


def held_back(seen: Digest) -> Reply:
    """What the digest does not say, and why: for a preview."""
    names = {each.deal.id: each.deal.name for each in seen.cases}
    reasons: dict[str, list[str]] = defaultdict(list)
    for each in seen.decision.held:
        reasons[each.why].append(f"{names[each.deal]} ({each.warning.short})")
    lines = tuple(Cited(text=f"{capital(why)}: {listed(deals)}.") for why, deals in reasons.items())
    return Reply(sections=(Section(title="Held back", lines=lines),) if lines else ())


def _deal(seen: Digest, nudge: Nudge, at: int) -> Section:
    looked, warning = nudge.looked, nudge.warning
    deal, process, standing = looked.deal, looked.process, looked.standing
    account = f" · {deal.account}" if deal.account not in {"", deal.name} else ""
    where = process.stage_name(standing.customer_stage)
    crm = f"; the CRM says {deal.crm_stage!r}" if deal.crm_stage else ""
    return Section(
        title=f"{at}. {deal.name}{account}",
        lines=(
            Cited(text=f"{capital(warning.text)}. The customer is at {where!r}{crm}."),
            *_question(looked, warning.outcome, seen.skip[deal.id]),
            *_next(looked, warning.outcome),
            Cited(
                text=f"Why: {WHY[warning.kind]}{_before(seen, nudge)}.", citation=f"(rule {rule_name(warning.kind)})"
            ),
        ),
    )


def _question(looked: Looked, about: str | None, skip: Iterable[str]) -> Iterator[Cited]:
    """The item's own outcome, else the most useful question; none that was answered with "don't know" this week."""
    left = set(skip)
    if about is None or about in left:
        some = advice.open_questions(looked.process, looked.standing, left)
    else:
        some = [advice.question(looked.process, looked.standing, about)]
    yield from (Cited(text=f"Question: {each.ask}", citation=f"({each.why})") for each in some[:1])


def _next(looked: Looked, about: str | None) -> Iterator[Cited]:
    """The seller action for the item's own outcome, else the next one."""
    way = advice.way_back(looked.process, about) if about else None
    step = advice.next_action(looked.process, looked.standing)
    if about and way:
        yield Cited(text=f"Next: {way}", citation=f"(for: {looked.process.outcomes[about].statement})")
    elif step is not None:
        yield Cited(text=f"Next: {step.action}", citation=f"(for: {step.serves})")


def _before(seen: Digest, nudge: Nudge) -> str:
    """What came of it before, and that the manager hears of it next."""
    if not nudge.unanswered:
        return f"; last asked on {nudge.last}" if nudge.last else ""
    hears = seen.manager and nudge.unanswered == UNANSWERED - 1
    return f"; asked on {nudge.last} without an answer{f': after this one {seen.manager} hears of it' if hears else ''}"


def _with_manager(seen: Digest) -> Iterator[Section]:
    """What the manager hears of now: told to the rep in the digest of the same week."""
    if not seen.manager:
        return
    fresh = [
        each.looked.deal.name
        for each in seen.decision.escalations
        if each.last and (seen.on - each.last).days < 2 * AGAIN_DAYS
    ]
    if fresh:
        text = f"{seen.manager} hears of {listed(fresh)}, asked {UNANSWERED} times without an answer."
        yield Section(title="With your manager now", lines=(Cited(text=text),))


def _team(seen: Digest) -> Iterator[Section]:
    team = seen.team
    went = [_of_team(seen, each) for each in team.backward]
    unanswered = [_of_team(seen, each) for each in team.escalations]
    silent = [Cited(text=f"{listed(seen.names[each] for each in team.silent)}.")] if team.silent else []
    titles = ("went back", f"asked {UNANSWERED} times without an answer", "answered nothing in the last four weeks")
    for title, lines in zip(titles, (went, unanswered, silent), strict=True):
        if lines:
            yield Section(title=f"Your team: {title}", lines=tuple(lines))
    if team.more:
        text = f"{team.more} more went back or stayed without an answer; “inspect my team” shows them."
        yield Section(title="Your team: there is more", lines=(Cited(text=text),))


def _of_team(seen: Digest, nudge: Nudge) -> Cited:
    deal = nudge.looked.deal
    return Cited(text=f"{seen.names.get(deal.owner, deal.owner)}: {deal.name}: {nudge.warning.text}.")


def _forward(seen: Digest) -> Iterator[Section]:
    """What the customers proved in the last seven days, in one line."""
    since = seen.on - timedelta(days=AGAIN_DAYS - 1)
    moved = [f"{each.deal.name} ({what})" for each in seen.cases if (what := _proved(each, since, seen.on))]
    if moved:
        title = "Moved forward this week, thanks to the customer"
        yield Section(title=title, lines=(Cited(text=f"{listed(moved, GOOD_NEWS)}."),))


def _proved(looked: Looked, since: date, on: date) -> str:
    """The last thing proved in these days, and how many others."""
    states = ((each, looked.standing.journey.state(each.id)) for each in looked.process.outcomes.values())
    proved = [each.statement for each, state in states if state.proved and state.on and since <= state.on <= on]
    return f"{proved[-1]}{f' and {len(proved) - 1} more' if proved[1:] else ''}" if proved else ""
