"""An inspection to take away: a PDF or Word file for the meeting, Markdown for the notes, CSV and JSON, a picture."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, NamedTuple

from assistant.coaching.inspecting_team import TeamInspection, sections
from assistant.coaching.paper import Bullets, Heading, Paper, Paragraph, Picture, Table
from assistant.errors import PersonError
from assistant.papers.writing import ENDINGS as PAPERS
from assistant.papers.writing import check_ending, written
from assistant.pictures import heat_map, history
from assistant.pictures import pipelines as two_pipelines
from assistant.pictures.saving import as_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.coaching.inspecting import DealInspection
    from assistant.coaching.paper import Block
    from assistant.coaching.reply import DealLine, Section
    from knowledge.process import Process

PICTURES, FIGURES = ("png", "svg"), ("csv", "json")
ENDINGS = (*PAPERS, *FIGURES, *PICTURES)
DRAWN, LISTED = 60, 500  # deals of a heat map, and of a paper's table: the worst first
HEAD = ("Deal", "Owner", "Customer is at", "CRM says", "Amount", "Why look at it")
WIDTHS = (0.24, 0.12, 0.2, 0.16, 0.12, 0.16)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula


class File(NamedTuple):
    """A file's bytes; a picture has its description in words."""

    data: bytes
    described: str = ""


def file(seen: DealInspection | TeamInspection, ending: str) -> File:
    """The inspection as a file of this ending; `PersonError` for another one, and where there is nothing to draw."""
    known = check_ending(ending, ENDINGS)
    if known in PICTURES:
        return _drawn(seen, known)
    if known == "csv":
        rows = _rows_of_many(seen) if isinstance(seen, TeamInspection) else _rows_of_one(seen)
        return File(_csv(rows).encode("utf-8-sig"))
    if known == "json":
        told = _told_of_many(seen) if isinstance(seen, TeamInspection) else _told_of_one(seen)
        return File(json.dumps(told, ensure_ascii=False, indent=2).encode())
    return File(written(_paper_of_many(seen) if isinstance(seen, TeamInspection) else _paper_of_one(seen), known))


def title(seen: DealInspection | TeamInspection) -> str:
    """What the inspection is called."""
    if not isinstance(seen, TeamInspection):
        return f"Deal inspection: {seen.case.deal.name}"
    if seen.scope.kind == "team":
        whose = seen.scope.name or seen.person
        return f"Team inspection: {seen.names.get(whose, whose)}"
    return f"Inspection: segment {seen.scope.name}" if seen.scope.kind == "segment" else "Inspection: all deals"


def _drawn(seen: DealInspection | TeamInspection, ending: str) -> File:
    if not isinstance(seen, TeamInspection):
        return _history(seen, ending)
    maps = list(_heat_maps(seen, ending))
    if not maps:
        raise PersonError("There is no open deal to draw.")
    return maps[0]


def _history(seen: DealInspection, ending: str) -> File:
    case = seen.case
    drawn = as_file(
        lambda out: history.draw(case.process, case.ledger, case.standing, out, title=case.deal.name), ending
    )
    return File(drawn, history.described(case.process, case.ledger, case.standing))


def _heat_maps(seen: TeamInspection, ending: str) -> Iterator[File]:
    """One for each process and version, that of most deals first; of each the deals with the highest risk."""
    groups: dict[tuple[str, int], tuple[Process, list[heat_map.Row]]] = {}
    for case in seen.cases:
        key = (case.process.id, case.process.version)
        _, rows = groups.setdefault(key, (case.process, []))
        rows.append(heat_map.Row(case.deal.name, case.standing))
    for process, rows in sorted(groups.values(), key=lambda each: -len(each[1])):
        shown = rows[:DRAWN]
        told = f"{title(seen)}, {process.name}"
        told += f": {len(shown)} of {len(rows)} deals" if len(rows) > DRAWN else ""
        drawn = as_file(lambda out, p=process, s=shown, t=told: heat_map.draw(p, s, out, title=t), ending)  # type: ignore[misc]
        yield File(drawn, heat_map.described(process, shown))


def _paper_of_one(seen: DealInspection) -> Paper:
    reply, case = seen.reply, seen.case
    place = f"The customer is at {case.process.stage_name(case.standing.customer_stage)!r}"
    crm = f"; the CRM says {case.deal.crm_stage}." if case.deal.crm_stage else "."
    blocks: list[Block] = [Paragraph(text=place + crm)]
    blocks.append(Bullets(items=tuple(f"{each.text} {each.citation}".strip() for each in reply.sentences)))
    if case.ledger:
        drawn = _history(seen, "png")
        blocks.append(Picture(png=drawn.data, described="The customer's stage over time, and where they moved back."))
    blocks += [block for section in reply.sections for block in _section(section)]
    if reply.action:
        who = reply.action.who or "you"
        blocks += [Heading(text=f"Next for {who}", level=2), Paragraph(text=f"{reply.action.action}.")]
    return Paper(title=title(seen), on=case.standing.on, blocks=tuple(blocks))


def _paper_of_many(seen: TeamInspection) -> Paper:
    count = len(seen.lines)
    blocks: list[Block] = [Paragraph(text=f"{count} open {'deal' if count == 1 else 'deals'} on {seen.on}.")]
    blocks += [block for each in sections(seen) if each.lines for block in _section(each)]
    for pipeline in seen.pipelines:
        drawn = as_file(lambda out, p=pipeline: two_pipelines.draw(p, out), "png")  # type: ignore[misc]
        blocks.append(Picture(png=drawn, described=f"{pipeline.process}: what customers proved, what the CRM says."))
    maps = _heat_maps(seen, "png")
    blocks += [Picture(png=each.data, described="What is known of each deal, gate by gate.") for each in maps]
    more = f" (the first {LISTED} of {count})" if count > LISTED else ""
    blocks.append(Heading(text=f"Deals in order of risk{more}", level=2))
    rows = tuple(_cells(line) for line in seen.lines[:LISTED])
    blocks.append(Table(head=HEAD, rows=rows, widths=WIDTHS))
    return Paper(title=title(seen), on=seen.on, blocks=tuple(blocks))


def _section(section: Section) -> Iterator[Block]:
    yield Heading(text=section.title, level=2)
    yield Bullets(items=tuple(f"{line.text} {line.citation}".strip() for line in section.lines))


def _cells(line: DealLine) -> tuple[str, ...]:
    return (line.name, line.owner, line.stage, line.crm_stage, line.worth, line.reason)


def _rows_of_many(seen: TeamInspection) -> Iterator[tuple[str, ...]]:
    yield ("id", "deal", "account", "owner", "customer_stage", "crm_stage", "amount", "currency", "reason", "changed")
    for each in seen.lines:
        yield (
            each.deal, each.name, each.account, each.owner, each.stage, each.crm_stage,
            "" if each.amount is None else str(each.amount), each.currency, each.reason, each.changed,
        )  # fmt: skip


def _rows_of_one(seen: DealInspection) -> Iterator[tuple[str, ...]]:
    deal = seen.case.deal
    yield ("id", "deal", "section", "text", "behind it")
    for sentence in seen.reply.sentences:
        yield (deal.id, deal.name, "What changed", sentence.text, sentence.citation)
    for section in seen.reply.sections:
        yield from ((deal.id, deal.name, section.title, line.text, line.citation) for line in section.lines)


def _csv(rows: Iterator[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue()


def _told_of_one(seen: DealInspection) -> dict[str, object]:
    return seen.reply.model_dump(mode="json", exclude_defaults=True)


def _told_of_many(seen: TeamInspection) -> dict[str, object]:
    return {
        "scope": seen.scope.key,
        "on": str(seen.on),
        "since": str(seen.since) if seen.since else None,
        "deals": [each.model_dump(mode="json") for each in seen.lines],
        "pipelines": [
            {
                "process": each.process,
                "currency": each.currency,
                "stages": [
                    {
                        "stage": row.stage,
                        "proved": {"deals": row.proved.deals, "amount": str(row.proved.amount)},
                        "crm": {"deals": row.crm.deals, "amount": str(row.crm.amount)},
                    }
                    for row in each.stages
                ],
                "commit": {"deals": each.commit.deals, "amount": str(each.commit.amount)},
                "commit_unproved": {"deals": each.unproved.deals, "amount": str(each.unproved.amount)},
            }
            for each in seen.pipelines
        ],
        "themes": [
            {
                "owner": seen.names.get(each.owner, each.owner),
                "deals": each.deals,
                "gate": each.gate.id if each.gate else None,
                "lacking": each.lacking,
                "idle": each.idle,
            }
            for each in seen.themes
        ],
    }
