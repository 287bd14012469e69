"""How single purchases went, as told by who was there, and what several of them have in common, as a draft.

A story is a YAML file that `rightside process interview` writes: who tells it, with consent, and step by step what the
customer was busy with, what they did, how it could be known, what was seen instead, and what went back.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.check.statement import judge
from knowledge.drafting.draft import Draft, DraftOutcome, DraftSignal, DraftStage, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.embedding import Embedding

ALIKE = 0.55  # cosine of two tellings of one act, or of one step
COMMON = 0.5  # of the stories, how many must tell an act


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(_Told):
    """Something the customer did; `sign` is what was seen of it instead of asked."""

    did: str = Field(min_length=1, max_length=300)
    who: str = Field(default="", max_length=120)
    known_by: str = Field(default="", max_length=300)
    sign: str = Field(default="", max_length=300)


class Step(_Told):
    """What the customer was busy with, the acts in it, and what went back."""

    step: str = Field(min_length=1, max_length=120)
    acts: tuple[Act, ...] = ()
    back: tuple[str, ...] = ()


class Story(_Told):
    """One purchase. Kept only with the teller's consent."""

    interview: Literal[1]
    told_by: str = Field(min_length=1, max_length=120)
    role: str = ""
    consent: Literal[True]
    on: date
    purchase: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def size(self) -> str:
        """How much it tells, in words."""
        steps, acts = len(self.steps), sum(len(each.acts) for each in self.steps)
        return f"{steps} {'step' if steps == 1 else 'steps'}, {acts} {'act' if acts == 1 else 'acts'} of the customer"


@dataclass(frozen=True)
class _Telling:
    """A step or an act as one story tells it; `at` is its place in the story, from 0 to 1."""

    story: int
    at: float
    step: Step
    act: Act | None
    reference: Reference


def lined_up(stories: Sequence[Story], embed: Embedding) -> Draft:
    """Common steps become stages, common acts outcomes, signs surrogates, what went back backward signals.

    Raises `ValueError`, with a sentence, where no story tells of an act.
    """
    steps = [each for number, story in enumerate(stories) for each in _steps(number, story)]
    acts = [each for step in steps for each in _acts(step)]
    if not acts:
        raise ValueError("no story tells of anything that a customer did")
    alike = _alike(acts, embed([each.reference.quote for each in acts]))
    least = min(len(stories), max(2, ceil(COMMON * len(stories))))
    common = [group for group in alike if len(group) >= least] or alike
    groups = _alike(steps, embed([each.step.step for each in steps]))
    stages = [DraftStage(_capital(group[0].step.step)) for group in sorted(groups, key=_place)]
    stage_of = {
        id(telling.step): stage
        for stage, group in zip(stages, sorted(groups, key=_place), strict=True)
        for telling in group
    }
    known: dict[str, DraftOutcome] = {}
    for group in sorted(common, key=_place):
        where = Counter(id(telling.step) for telling in group).most_common(1)[0][0]
        made = _outcome(group)
        if known.setdefault(made.statement, made) is made:
            stage_of[where].outcomes.append(made)
        else:
            known[made.statement].references += made.references
    filled = [stage for stage in stages if stage.outcomes]
    _signals(steps, filled, embed)
    questions = [
        f"Only {group[0].reference.source} tells that “{group[0].reference.quote}”: does it belong?"
        for group in alike
        if group not in common
    ]
    tellers = ", ".join(dict.fromkeys(each.told_by for each in stories))
    return Draft(
        f"{len(stories)} {'story' if len(stories) == 1 else 'stories'} told by {tellers}",
        tuple(filled),
        tuple(questions),
    )


def _steps(number: int, story: Story) -> Iterator[_Telling]:
    for at, step in enumerate(story.steps):
        reference = Reference(f"the story of {story.told_by}", f"step “{step.step}”", step.step)
        yield _Telling(number, at / len(story.steps), step, None, reference)


def _acts(step: _Telling) -> Iterator[_Telling]:
    for at, act in enumerate(step.step.acts):
        yield replace(step, at=step.at + at / 1000, act=act, reference=replace(step.reference, quote=act.did))


def _alike(tellings: Sequence[_Telling], vectors: NDArray[np.float32]) -> list[list[_Telling]]:
    """Greedy: each telling joins the nearest group that is alike and has none of its own story."""
    groups: list[list[int]] = []
    for row, telling in enumerate(tellings):
        near = [
            (max(float(vectors[row] @ vectors[other]) for other in group), -at)
            for at, group in enumerate(groups)
            if telling.story not in {tellings[other].story for other in group}
        ]
        best = max(near, default=(0.0, 0))
        if best[0] >= ALIKE:
            groups[-best[1]].append(row)
        else:
            groups.append([row])
    return [[tellings[row] for row in group] for group in groups]


def _place(group: Sequence[_Telling]) -> float:
    return sum(each.at for each in group) / len(group)


def _outcome(group: Sequence[_Telling]) -> DraftOutcome:
    acts = [each.act for each in group if each.act]
    said = _statement(acts[0])
    made = DraftOutcome(
        said,
        [each.reference for each in group],
        evidence=_once(act.known_by for act in acts),
        surrogates=_once(act.sign for act in acts),
    )
    made.questions += [f"{reason[0].upper()}{reason[1:]}." for _, reason in judge(said)]
    if not made.evidence:
        made.questions.append("What would prove it?")
    return made


def _statement(act: Act) -> str:
    """The act with its doer in front, where the words do not begin with one."""
    said = act.did.strip().rstrip(".")
    if act.who and act.who.lower() not in said.lower() and said.split(" ")[0].lower() in {"they", "he", "she"}:
        said = f"{act.who} {said.split(' ', 1)[-1]}"
    return _capital(said)


def _signals(steps: Sequence[_Telling], filled: Sequence[DraftStage], embed: Embedding) -> None:
    """Each way back, once, in the stage of the outcome that its words are nearest to."""
    told = {said: replace(each.reference, quote=said) for each in steps for said in each.step.back}
    if not told:
        return
    outcomes = [(stage, outcome) for stage in filled for outcome in stage.outcomes]
    near = embed([*told]) @ embed([outcome.statement for _, outcome in outcomes]).T
    for row, (said, reference) in zip(near, told.items(), strict=True):
        stage, outcome = outcomes[int(row.argmax())]
        stage.signals.append(DraftSignal(_capital(said), reference, outcome.statement))


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
