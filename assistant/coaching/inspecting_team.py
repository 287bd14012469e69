"""A team's, a segment's or all deals inspected: in order of risk, what changed, and what proof the pipeline has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from assistant.coaching.desk import local_time, reports_below
from assistant.coaching.inspecting import last, log
from assistant.coaching.reply import Choice, Cited, Reply, Section
from assistant.coaching.telling import deal_line, ranked
from assistant.coaching.wording import listed
from assistant.deals.observation import Grade, Verdict
from assistant.deals.team import of_kinds, pipelines, themes
from assistant.deals.warnings import Kind
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.messages import Message
    from assistant.coaching.reply import DealLine
    from assistant.deals.deal import Deal, Person
    from assistant.deals.observation import Observation
    from assistant.deals.team import Pipeline, Sum, Theme

A_PAGE = 15  # deals
THEMES = 12  # owners told of
GROUPS = (
    ("went back this week", (Kind.BACKWARD_MOVE,)),
    ("CRM ahead of the customer", (Kind.CRM_AHEAD, Kind.CRM_ONE_AHEAD)),
    ("customer silent", (Kind.SILENCE_ESCALATE, Kind.SILENCE_STALE, Kind.SILENCE_WARN)),
    ("claimed without proof", (Kind.CLAIMED,)),
    ("due for reconfirmation", (Kind.RECONFIRM,)),
    ("agreed step overdue", (Kind.AGREED_OVERDUE,)),
)


class Scope(NamedTuple):
    """Which deals are meant: a person's team (their own deals and those of the reports below), a segment, or all."""

    kind: str
    name: str = ""

    @property
    def key(self) -> str:
        """As the audit log has it."""
        return f"{self.kind}:{self.name}" if self.name else self.kind


class TeamInspection(NamedTuple):
    """What a scope comes to on a day, for the `person` who asked.

    `lines` are all deals, the worst first, with their owners' names; `names` are people by id.
    """

    scope: Scope
    person: str
    on: date
    since: date | None
    lines: tuple[DealLine, ...]
    cases: tuple[Case, ...]
    pipelines: tuple[Pipeline, ...]
    themes: tuple[Theme, ...]
    names: dict[str, str]


def inspected_team(desk: Desk, message: Message, scope: Scope, since: date | None = None) -> TeamInspection:
    """Inspect all open deals of a scope that the person may see; written down each time."""
    organisation, today = message.organisation, local_time(message).date()
    people = desk.deals.people(organisation)
    deals = _deals(desk, message, scope, people)
    since = since or last(desk, message, scope.key)
    order = ranked(desk.cases(organisation, deals, today))
    cases = [case for _, case in order]
    ids = [case.deal.id for case in cases]
    fresh = desk.ledger.since(organisation, ids, since) if since else {}
    names = {each.id: each.name for each in people}
    lines = tuple(
        deal_line(case, reasons[0].short if reasons else "").model_copy(
            update={
                "owner": names.get(case.deal.owner, case.deal.owner),
                "changed": _changed(case, fresh.get(case.deal.id, ())) if since else "",
            }
        )
        for reasons, case in order
    )
    log(desk, message, scope.key, len(cases))
    return TeamInspection(
        scope=scope,
        person=message.person,
        on=today,
        since=since,
        lines=lines,
        cases=tuple(cases),
        pipelines=pipelines(cases),
        themes=themes(cases, _idle(desk, organisation, cases, fresh, since)),
        names=names,
    )


def told(seen: TeamInspection, page: int = 1) -> Reply:
    """A page of the inspection as a reply, the first being 1: the first opens with what the whole comes to."""
    pages = max(1, -(-len(seen.lines) // A_PAGE))
    page = min(max(page, 1), pages)
    some = seen.lines[(page - 1) * A_PAGE : page * A_PAGE]
    count = len(seen.lines)
    first = f"{count} open {'deal' if count == 1 else 'deals'}, in order of risk"
    more = f"inspect {_words(seen.scope)} page {page + 1}"
    return Reply(
        sentences=(Cited(text=f"{first}, page {page} of {pages}." if pages > 1 else f"{first}."),),
        sections=tuple(each for each in sections(seen) if each.lines) if page == 1 else (),
        deals=some,
        choices=(Choice(text=more, label=f"Page {page + 1}"),) if page < pages else (),
    )


def sections(seen: TeamInspection) -> Iterator[Section]:
    """What the whole comes to, in the order in which a manager asks."""
    if seen.since:
        yield Section(title=f"Since {seen.since}", lines=tuple(_since(seen)))
    yield Section(title="Look at", lines=tuple(_groups(seen.cases)))
    for each in seen.pipelines:
        money = f", {each.currency}" if each.currency else ""
        yield Section(title=f"{each.process}{money}: proved by customers / said by the CRM", lines=tuple(_stages(each)))
    yield Section(title="To coach", lines=tuple(_themes(seen)))


def _deals(desk: Desk, message: Message, scope: Scope, people: Sequence[Person]) -> Sequence[Deal]:
    organisation, person = message.organisation, message.person
    if scope.kind == "team":
        asker = desk.person(organisation, person)
        below = reports_below(asker.id, people)
        wanted = scope.name or asker.id
        if not asker.sees_all and wanted not in {asker.id, *below}:
            raise PersonError(f"You may inspect your own team; {wanted!r} is not in it.")
        return desk.deals.deals(organisation, owners=[wanted, *reports_below(wanted, people)])
    visible = desk.visible(organisation, person)
    if scope.kind == "segment":
        said = scope.name.casefold()
        segments = {str(deal.attributes.get("segment", "")) for deal in visible} - {""}
        if said not in {each.casefold() for each in segments}:
            raise PersonError(
                f"You see no open deal of the segment {scope.name!r}; there is {', '.join(sorted(segments)) or 'none'}."
            )
        return [deal for deal in visible if str(deal.attributes.get("segment", "")).casefold() == said]
    return visible


def _idle(
    desk: Desk, organisation: str, cases: Sequence[Case], fresh: Mapping[str, Sequence[Observation]], since: date | None
) -> Counter[str]:
    """How many deals of each owner had seller activity since then, and no customer movement."""
    if since is None:
        return Counter()
    still = [case.deal for case in cases if not any(_moves(each) for each in fresh.get(case.deal.id, ()))]
    turns = desk.turns.about(organisation, [deal.id for deal in still], since)
    busy = {
        deal
        for deal, some in turns.items()
        if any(Reply.model_validate_json(turn.reply or "{}").seller_activity for turn in some)
    }
    return Counter(deal.owner for deal in still if deal.id in busy)


def _moves(each: Observation) -> bool:
    return each.grade is not Grade.ASSERTED and each.verdict in {Verdict.HAPPENED, Verdict.REVERSED}


def _changed(case: Case, fresh: Sequence[Observation]) -> str:
    """What is new in a deal, in a few words."""
    counts = Counter(each.verdict for each in fresh if each.outcome in case.process.outcomes)
    words = {Verdict.HAPPENED: "happened", Verdict.REVERSED: "went back", Verdict.NOT_YET: "not yet"}
    return ", ".join(f"{counts[verdict]} {said}" for verdict, said in words.items() if counts[verdict]) or "nothing new"


def _since(seen: TeamInspection) -> Iterator[Cited]:
    changed = [line for line in seen.lines if line.changed != "nothing new"]
    names = f": {listed(line.name for line in changed)}" if changed else ""
    yield Cited(text=f"{len(changed)} of {len(seen.lines)} deals have news{names}.")


def _groups(cases: Sequence[Case]) -> Iterator[Cited]:
    for words, kinds in GROUPS:
        if some := of_kinds(cases, *kinds):
            yield Cited(text=f"{len(some)} {words}: {listed(each.deal.name for each in some)}.")


def _stages(pipeline: Pipeline) -> Iterator[Cited]:
    for row in pipeline.stages:
        if row.proved.deals or row.crm.deals:
            yield Cited(text=f"{row.stage}: {_sum(row.proved)} / {_sum(row.crm)}")
    if pipeline.commit.deals:
        text = f"Forecast as commit: {_sum(pipeline.commit)}; without a proved contract: {_sum(pipeline.unproved)}."
        yield Cited(text=text)


def _sum(total: Sum) -> str:
    if not total.deals:
        return "none"
    worth = f", {total.amount:,.0f}" if total.amount else ""
    return f"{total.deals} {'deal' if total.deals == 1 else 'deals'}{worth}"


def _themes(seen: TeamInspection) -> Iterator[Cited]:
    shown = 0
    for each in seen.themes:
        lacks = f"{each.lacking} of {each.deals} deals lack “{each.gate.statement}”" if each.gate else ""
        idle = f"{each.idle} with activity of ours and no customer movement" if each.idle else ""
        if (text := "; ".join(part for part in (lacks, idle) if part)) and (shown := shown + 1) <= THEMES:
            yield Cited(text=f"{seen.names.get(each.owner, each.owner) or 'No owner'}: {text}.")
    if shown > THEMES:
        yield Cited(text=f"… and {shown - THEMES} more people.")


def _words(scope: Scope) -> str:
    return {"team": f"team {scope.name}".strip() if scope.name else "my team", "segment": f"segment {scope.name}"}.get(
        scope.kind, "all"
    )
