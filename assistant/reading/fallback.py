"""Two readers as one: the model reads; the local reader looks on, and answers when the model cannot."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from assistant.deals.observation import Verdict
from assistant.errors import OperatorError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.deals.claims import Claim, Reading, ToRead

PAUSE_SECONDS = 60.0
CONTRADICTED = 0.5  # under the threshold for recording, so that the person is asked


class Reader(Protocol):
    """Any reader: the use cases' port, said again here because imports only point inward."""

    def read(self, message: ToRead) -> Reading:
        """The claims of this message; raises `UnavailableError` or `OperatorError` where it cannot."""


@dataclass(frozen=True)
class _Failure:
    until: float
    notice: str


class FallbackReader:
    """Answers with `first`; with `second`, and says so, when the first cannot.

    After a failure the first is left alone for a minute of `clock` (seconds, monotonic), so that a server
    that hangs costs one turn and not every turn. A *happened* of the first that the second contradicts is
    put as a question: two independent readers that disagree are a doubt.
    """

    def __init__(
        self, first: Reader, second: Reader, *, clock: Callable[[], float] = monotonic, pause: float = PAUSE_SECONDS
    ) -> None:
        self._first = first
        self._second = second
        self._clock = clock
        self._pause = pause
        self._failure: _Failure | None = None

    def read(self, message: ToRead) -> Reading:
        """The claims of one message; raises what the second reader raises where neither can answer."""
        failure = self._failure
        if failure is None or self._clock() >= failure.until:
            try:
                read = self._first.read(message)
            except (UnavailableError, OperatorError) as error:
                failure = self._failure = _Failure(self._clock() + self._pause, _notice(error))
            else:
                self._failure = None
                return self._compared(read, message)
        second = self._second.read(message)
        return second.model_copy(update={"notice": " ".join(filter(None, (failure.notice, second.notice)))})

    def _compared(self, first: Reading, message: ToRead) -> Reading:
        """The first reading, with what the second contradicts as questions."""
        if not any(each.verdict is Verdict.HAPPENED for each in first.claims):
            return first
        try:
            second = self._second.read(message)
        except (UnavailableError, OperatorError):
            return first
        return agreed(first, second)


def agreed(first: Reading, second: Reading) -> Reading:
    """The first reading, where each *happened* that the second contradicts becomes a question. Pure.

    It is contradicted where the second claims that the outcome has not happened or was taken back, or lists
    the quoted words as the seller's own activity.
    """
    doubted = [each for each in first.claims if _contradicts(second, each)]
    return first.model_copy(
        update={
            "claims": tuple(each for each in first.claims if each not in doubted),
            "questions": (
                *first.questions,
                *(each.model_copy(update={"confidence": min(each.confidence, CONTRADICTED)}) for each in doubted),
            ),
        }
    )


def _contradicts(second: Reading, claim: Claim) -> bool:
    if claim.verdict is not Verdict.HAPPENED:
        return False
    other = any(
        each.outcome == claim.outcome and each.verdict in {Verdict.NOT_YET, Verdict.REVERSED} for each in second.claims
    )
    return other or any(claim.quote in words for words in second.seller_activity)


def _notice(error: Exception) -> str:
    reason = str(error).rstrip(".")
    return f"The model did not answer ({reason}), so the local reader read this."
