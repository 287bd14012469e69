"""Every set there is, by name, in the order in which a bare `rightside eval` runs them."""

from __future__ import annotations

from evals.outside_data import PREFIX
from evals.scoring import EvalSet
from evals.sets import (
    advice,
    feedback,
    groundedness,
    injections,
    outside_calls,
    outside_factuality,
    outside_injections,
    outside_summaries,
    playbooks,
    proof,
    questions,
    reading,
    resolution,
    seller,
)

SETS = {
    each.name: each
    for each in (
        EvalSet("reading", "which outcomes a message speaks of, and what it says of them", reading.score, reads=True),
        EvalSet("actor", "what the seller did yields no claim, and is listed", seller.score, reads=True),
        EvalSet("grade", "how good the proof is, over claims that are right", proof.score, reads=True),
        EvalSet("dates", "on which day it happened, over claims that are right", proof.score, reads=True),
        EvalSet("resolution", "which deal a message is about", resolution.score),
        EvalSet("advice", "the next action serves the gate that is open first", advice.score),
        EvalSet("questions", "which definition answers a question, and which questions have none", questions.score),
        EvalSet("playbooks", "which passage of a playbook answers a question", playbooks.score),
        EvalSet("injections", "orders to an assistant change no claim; harmless messages are read", injections.score),
        EvalSet(
            "groundedness", "sentences of a phrased answer are kept where the definitions bear them", groundedness.score
        ),
        EvalSet("feedback", "what people said of replies in Slack: how many were useful, by reader", feedback.score),
        EvalSet(f"{PREFIX}seller_activities", "a seller's tasks yield no outcome", outside_calls.activities),
        EvalSet(f"{PREFIX}bant_calls", "who said it: calls, speaker by speaker", outside_calls.calls),
        EvalSet(f"{PREFIX}event_factuality", "did the event happen?", outside_factuality.events),
        EvalSet(f"{PREFIX}commitmentbank", "is the speaker committed to the clause?", outside_factuality.commitments),
        EvalSet(f"{PREFIX}prompt_injection", "attacks inside a rep's note", outside_injections.score),
        EvalSet(
            f"{PREFIX}summary_consistency", "is every sentence of a summary in its document?", outside_summaries.score
        ),
    )
}
