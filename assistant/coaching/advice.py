"""From a standing to the parts of a reply: the place, the next action, the questions, what went back. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.coaching.reply import NextAction, Place, Question, Recorded, StageMark, WentBack
from assistant.deals.observation import Grade, Verdict
from assistant.deals.standing import Status, questions
from assistant.deals.warnings import crm_position, position
from knowledge.process import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from assistant.deals.claims import Claim
    from assistant.deals.deal import Deal
    from assistant.deals.observation import Observation
    from assistant.deals.replay import BackwardMove
    from assistant.deals.standing import Standing
    from knowledge.process import Outcome, Process

QUESTIONS_A_TURN = 2

WHY_ASKED = {
    Status.DISPUTED: "two reports disagree: which one holds?",
    Status.REVERSED: "the customer took this back: has it been earned again?",
    Status.CLAIMED: "so far it rests on your word: who on their side said or sent it?",
    Status.LIKELY: "so far there is only a sign of it: what would prove it?",
    Status.UNKNOWN: "nobody has said anything about it yet",
    Status.NOT_YET: "when last heard of, it had not happened",
    Status.EXPIRED: "it was true long ago: is it still?",
    Status.MET: "it is proved",
}


def place(process: Process, standing: Standing, deal: Deal) -> Place:
    """Where the customer is on the journey, beside where the CRM says the deal is."""
    stage = standing.customer_stage
    return Place(
        stages=tuple(
            StageMark(
                name=each.name,
                gates=len(each.gates),
                proved=sum(standing.journey.state(gate.id).proved for gate in each.gates),
            )
            for each in process.stages
        ),
        at=position(process, stage),
        stage=process.stage_name(stage),
        customer_goal=None if stage == COMPLETE else process.stage(stage).customer_goal,
        crm_stage=deal.crm_stage,
        crm_at=crm_position(process, deal.crm_stage),
        last_customer_action=standing.last_customer_action,
        days_of_silence=standing.days_of_silence,
    )


def next_action(process: Process, standing: Standing) -> NextAction | None:
    """The one next seller action with its purpose and the outcome it serves."""
    if standing.next_action is None:
        return None
    action = next(a for stage in process.stages for a in stage.seller_actions if a.id == standing.next_action)
    return NextAction(
        action=action.action, purpose=action.purpose.value, serves=process.outcomes[standing.open_gates[0]].statement
    )


def went_back(process: Process, moves: Sequence[BackwardMove], ledger: Sequence[Observation]) -> tuple[WentBack, ...]:
    """Backward moves with the customer's words and the seller action that could earn the outcome again."""
    quotes = {each.id: each.quote for each in ledger}
    return tuple(
        WentBack(
            statement=process.outcomes[move.outcome].statement,
            quote=quotes.get(move.observation),
            on=move.on,
            from_stage=process.stage_name(move.from_stage),
            to_stage=process.stage_name(move.to_stage),
            way_back=way_back(process, move.outcome),
        )
        for move in moves
    )


def way_back(process: Process, outcome: str) -> str | None:
    """The first seller action that advances an outcome, of its own stage before any other."""
    own = process.stage_of[outcome].id
    stages = sorted(process.stages, key=lambda stage: stage.id != own)
    return next((a.action for stage in stages for a in stage.seller_actions if outcome in a.advances), None)


def uncertain(process: Process, claims: Sequence[Claim]) -> list[Question]:
    """Claims below the recording threshold, put as questions with the words they were read from."""
    asking = {
        Verdict.HAPPENED: "Has this happened",
        Verdict.NOT_YET: "Is this still to come",
        Verdict.REVERSED: "Did the customer take this back",
    }
    return [
        Question(
            outcome=claim.outcome,
            statement=process.outcomes[claim.outcome].statement,
            ask=f"{asking[claim.verdict]}: {process.outcomes[claim.outcome].statement.rstrip('.')}?",
            why="I read it so, but was not sure enough to record it",
            quote=claim.quote,
        )
        for claim in claims
        if claim.outcome in process.outcomes
    ]


def open_questions(process: Process, standing: Standing, skip: Collection[str]) -> list[Question]:
    """What to ask next, the most useful first, without the outcomes to skip."""
    stage = standing.customer_stage
    gates = [process.outcomes[gate] for gate in standing.open_gates]
    return [
        question(process, standing, outcome)
        for outcome in questions(process, stage, gates, standing.statuses)
        if outcome not in skip
    ]


def question(process: Process, standing: Standing, outcome: str) -> Question:
    """What to ask about one outcome of the process, and why."""
    return Question(
        outcome=outcome,
        statement=process.outcomes[outcome].statement,
        ask=to_ask(process.outcomes[outcome]),
        why=WHY_ASKED[standing.statuses[outcome]],
    )


def to_ask(outcome: Outcome) -> str:
    """The question that the definition has for an outcome, or its statement as one."""
    return outcome.ask or f"Has this happened: {outcome.statement}?"


def recorded(process: Process, standing: Standing, observations: Sequence[Observation]) -> tuple[Recorded, ...]:
    """The observations of a turn as the reply shows them; withdrawals are told in a sentence instead."""
    return tuple(
        Recorded(
            observation=each.id,
            outcome=each.outcome,
            statement=process.outcomes[each.outcome].statement,
            verdict=each.verdict,
            grade=each.grade,
            quote=each.quote,
            occurred_on=each.occurred_on,
            status=standing.statuses[each.outcome],
        )
        for each in observations
        if each.verdict is not Verdict.WITHDRAWN and each.outcome in process.outcomes
    )


def unproved(observations: Sequence[Observation]) -> tuple[str, ...]:
    """Outcomes recorded on the rep's bare word, to which proof can be added."""
    return tuple(
        dict.fromkeys(
            each.outcome for each in observations if each.verdict is Verdict.HAPPENED and each.grade is Grade.ASSERTED
        )
    )
