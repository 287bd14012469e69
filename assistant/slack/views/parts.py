"""The parts of a reply, each as pieces of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.wording import GRADES, OPEN, PARTLY, PROVED, SIGNS, VERDICTS, aim, capital
from assistant.slack.views.shown import MORE, called, clipped, note, quoted, section, title, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.coaching.paper import Paper
    from assistant.coaching.reply import (
        Cited,
        DealLine,
        DealName,
        Found,
        NextAction,
        Place,
        Question,
        Recorded,
        Section,
        WentBack,
    )
    from assistant.slack.views.shown import Piece

LONGEST_BAR = 30  # stages; a longer journey is told by its step's number alone
RECORDED_SHOWN, MOVES_SHOWN, DEALS_SHOWN, SECTIONS_SHOWN = 5, 3, 15, 14
FEW_SENTENCES = 2
BOLD = "*"


def deal(name: DealName | None) -> Piece | None:
    """The deal's name, with the account where that says more."""
    if name is None:
        return None
    return title(called(name.name, name.account))


def recorded(entries: Sequence[Recorded]) -> Iterator[Piece | None]:
    """What was recorded: outcome, verdict, grade, day, and the words it was read from."""
    for each in entries[:RECORDED_SHOWN]:
        day = f", on {each.occurred_on}" if each.occurred_on else ""
        yield section(
            [
                words(SIGNS[each.verdict]),
                words("Recorded:", style=BOLD),
                words(each.statement, room=250),
                words(f"— {VERDICTS[each.verdict]} ({GRADES[each.grade]}{day})"),
            ]
        )
        yield quoted(each.quote, room=250)
    yield note(MORE) if len(entries) > RECORDED_SHOWN else None


def found(number: int, claim: Found) -> Iterator[Piece | None]:
    """A claim put for confirmation, with its words and where they stand."""
    day = f", on {claim.occurred_on}" if claim.occurred_on else ""
    yield section(
        [
            words(f"{number}.", style=BOLD),
            words(SIGNS[claim.verdict]),
            words(claim.statement, room=250),
            words(f"— {VERDICTS[claim.verdict]} ({GRADES[claim.grade]}{day}; {clipped(claim.place, 60)})"),
        ]
    )
    yield quoted(claim.quote, room=250)


def backward_moves(
    moves: Sequence[WentBack], told: Sequence[Recorded], step: NextAction | None
) -> Iterator[Piece | None]:
    """Backward moves without blame: what is no longer so, unless it is `told` above, and the way forward again.

    Where the way forward is the next `step` anyway, it is said there.
    """
    above = {each.statement for each in told[:RECORDED_SHOWN]}
    for move in moves[:MOVES_SHOWN]:
        stages = (
            f"still at {move.to_stage}"
            if move.from_stage == move.to_stage
            else f"from {move.from_stage} to {move.to_stage}"
        )
        way = "" if step is not None and move.way_back == step.action else move.way_back or ""
        yield section(
            [
                words("↩"),
                words("The customer went back a step:", style=BOLD),
                words("" if move.statement in above else f"{move.statement} —", room=250),
                words(f"{stages}, since {move.on}.", room=250),
                words("This is a normal part of buying."),
            ],
            [words("The way forward again:", style=BOLD), words(way, room=200)] if way else [],
        )


def sentences(cited: Sequence[Cited]) -> Piece | None:
    """Sentences with what stands behind them; of many, those after the first are a list."""
    bullets = ["•" if at and len(cited) > FEW_SENTENCES else "" for at in range(len(cited))]
    return section(
        *(
            [words(mark), words(each.text, room=900), words(each.citation)]
            for mark, each in zip(bullets, cited, strict=True)
        )
    )


def sections(some: Sequence[Section]) -> Iterator[Piece | None]:
    """Lines under headings, each with what stands behind it."""
    for each in some[:SECTIONS_SHOWN]:
        lines = ([words("•"), words(line.text, room=350), words(line.citation, room=250)] for line in each.lines)
        yield section([words(each.title, room=150, style=BOLD)], *lines, room=2200)


def paper(one: Paper | None) -> Piece | None:
    """Something to send on, as it stands: without markup, so that it can be copied."""
    return section(*([words(line, room=900)] for line in one.plain().split("\n")), room=2800) if one else None


def place(where: Place | None) -> Iterator[Piece | None]:
    """The journey on one line, then how the CRM differs and when the customer last did something."""
    if where is None:
        return
    count = len(where.stages)
    step = "journey complete" if where.at >= count else f"step {where.at + 1} of {count}"
    yield section(
        [
            words("Customer", style=BOLD),
            words(_bar(where), room=2 * LONGEST_BAR),
            words(where.stage, room=100, style=BOLD),
            words(f"({step})"),
        ]
    )
    yield note(capital("; ".join(_facts(where))), room=250)


def _bar(where: Place) -> str:
    if len(where.stages) > LONGEST_BAR:
        return ""
    return "─".join(
        PROVED if at < where.at else PARTLY if stage.proved else OPEN for at, stage in enumerate(where.stages)
    )


def _facts(where: Place) -> Iterator[str]:
    if where.crm_stage and where.crm_at != where.at:
        gap = ""
        if where.crm_at is not None:
            gap = ", ahead of the customer" if where.crm_at > where.at else ", behind the customer"
        yield f"The CRM says {where.crm_stage}{gap}"
    if where.last_customer_action:
        days = where.days_of_silence
        ago = {None: "", 0: " (today)", 1: " (yesterday)"}.get(days, f" ({days} days ago)")
        yield f"last customer action {where.last_customer_action}{ago}"


def action(step: NextAction | None, moves: Sequence[WentBack]) -> Iterator[Piece | None]:
    """The one next seller action, its purpose and the outcome it serves; it may be the way back after a move."""
    if step is not None:
        again = any(move.way_back == step.action for move in moves)
        label = f"Next for {step.who or 'you'}{', the way forward again' if again else ''}:"
        yield section([words(label, room=120, style=BOLD), words(step.action, room=450)])
        yield note(capital(f"{aim(step.purpose)}: {step.serves}"), room=350)
        if step.playbook is not None:
            yield note(f"See “{step.playbook.text}” {step.playbook.citation}", room=250)


def question(number: int, asked: Question) -> Iterator[Piece | None]:
    """A question, why it is asked, and the words of the uncertain claim where there is one."""
    yield section([words(f"{number}.", style=BOLD), words(asked.ask, room=450, style=BOLD)])
    yield note(capital(asked.why), room=120)
    yield quoted(asked.quote, room=250)


def seller_activity(quotes: Sequence[str]) -> Piece | None:
    """The seller's own activity: acknowledged, moving nobody."""
    said = "; ".join(f"“{quote}”" for quote in quotes)
    return note(f"Your side's activity, noted but moving nobody: {said}", room=400) if quotes else None


def deals(lines: Sequence[DealLine]) -> Iterator[Piece | None]:
    """Deals in the coach's order, each with where the customer is and why to look at it."""
    several = len({each.owner for each in lines}) > 1
    for each in lines[:DEALS_SHOWN]:
        yield deal_line(each, each.owner if several else "")
    yield note(f"… and {len(lines) - DEALS_SHOWN} more.") if len(lines) > DEALS_SHOWN else None


def deal_line(line: DealLine, owner: str = "") -> Piece | None:
    """One deal of a list: why to look at it, then the facts; `owner` is named where it is somebody else's."""
    stages = [
        f"{whose}: {stage}" if stage else "" for whose, stage in (("Customer", line.stage), ("CRM", line.crm_stage))
    ]
    return section(
        [words(line.name, room=120, style=BOLD), words(f"— {line.reason}" if line.reason else "")],
        [words(" · ".join(fact for fact in (*stages, line.worth, owner) if fact), room=250)],
        [words(f"Since then: {line.changed}" if line.changed else "")],
    )
