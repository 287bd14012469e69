"""Outcomes that say nearly the same: neither a reader nor a rep could tell which of them happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from knowledge.check.finding import Finding, Kind
from knowledge.check.patterns import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.process import Process

    Line = Callable[..., int]

ALIKE, THE_SAME = 0.79, 0.9  # cosine of two statements: where the acts can be compared, and where they cannot
SAME_ACTS = (
    "approves okays signs agrees consents accepts confirms clears authorises authorizes endorses sanctions "
    "releases grants countersigns acknowledges validates verifies",
    "chooses selects picks decides prefers awards",
    "names appoints nominates designates assigns",
    "tests tries trials evaluates examines checks",
    "sends submits hands gives provides delivers returns forwards shares transmits",
    "states says tells describes explains informs reports announces",
    "orders buys purchases places",
)
LIGHT = frozenset("puts makes gives takes gets does runs uses works sets holds has".split())  # any act could hide here
_CLASS = {verb: verbs.split()[0] for verbs in SAME_ACTS for verb in verbs.split()}
CLASSES = frozenset(_CLASS.values())
_WORD = re.compile(r"[a-z]+")
_SAID = re.compile(r"\b(?:verbal(?:ly)?|oral(?:ly)?|in principle|informally)\b", re.IGNORECASE)
_AWAY = re.compile(r"\s+(?:up|off|out|back|away)\b")
_PLAIN = frozenset(
    "the a an their its his her our of and after once unaided by us department team office "
    "unit group side people staff".split()
)
_CUSTOMER = frozenset(("customer", "client", "buyer", "company", "organisation", "organization"))


@dataclass(frozen=True)
class _Act:
    """Who does what: words of the doer, the kind of act (empty where it could be any), and what sets it apart."""

    who: frozenset[str]
    what: str
    away: str  # as in *gives up*
    said: bool  # and not written

    def differs(self, other: _Act) -> bool:
        """Whether the two are certainly different acts."""
        doers = bool(self.who - other.who and other.who - self.who)
        acts = self.what != other.what and bool(self.what and other.what) and bool({self.what, other.what} & CLASSES)
        return doers or acts or (self.away, self.said) != (other.away, other.said)


def find(process: Process, line: Line, vectors: NDArray[np.float32]) -> Iterator[Finding]:
    """The later of two outcomes with nearly the same statement. `vectors` (outcomes, size) are of length 1."""
    places = {
        outcome.id: line("stages", number, "outcomes", place, "statement")
        for number, stage in enumerate(process.stages)
        for place, outcome in enumerate(stage.outcomes)
    }
    near = vectors @ vectors.T
    acts = [_act(outcome.statement) for outcome in process.outcomes.values()]
    for (one, first), (other, second) in combinations(enumerate(process.outcomes.values()), 2):
        if _same(near[one, other], acts[one], acts[other]):
            yield Finding(
                places[second.id],
                Kind.TOO_ALIKE,
                f"outcome {second.id}",
                f"it is nearly the same as {first.id} (“{first.statement}”): nobody can tell which of them happened",
                "Say what differs (who does it, to what, in which step), or keep one of the two.",
            )


def _same(near: float, one: _Act | None, other: _Act | None) -> bool:
    if one is None or other is None:
        return near >= THE_SAME
    unlike = one.what != other.what and bool(one.what and other.what)
    return near >= (THE_SAME if unlike else ALIKE) and not one.differs(other)


def _act(statement: str) -> _Act | None:
    found = SPOKEN.search(statement)
    if found is None:
        return None
    verb, words = found[0].lower(), set(_WORD.findall(statement[: found.start()].lower())) - _PLAIN
    away = _AWAY.match(statement, found.end())
    what = "" if verb in LIGHT else _CLASS.get(verb, verb)
    who = frozenset("customer" if word in _CUSTOMER else word for word in words)
    return _Act(who, what, away[0].strip() if away else "", bool(_SAID.search(statement)))
