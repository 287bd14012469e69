"""How customers move: the model behind every generated pipeline, and one deal's history by it.

A customer takes the process's outcomes in the file's order, waits before each, and stalls for good after some. On the
way reports come in: that something has not happened yet, that it was taken back, that it was earned again. A report
has a grade, often words and a name, mostly a day, and comes some days after what it reports. Behind some deals stand
the seller's words alone. Nothing here was fitted to real deals: it is there to measure speed and to look at pictures,
and says nothing about how often customers do what.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from assistant.deals.observation import Grade, Observation, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from knowledge.process import Outcome, Process

FIRST = (
    "Ada Bruno Chen Dana Emeka Farah Goran Hana Ivo Jana Kofi Lena Mirko Nadia Omar Petra Quinn Rosa Sami Tuva".split()
)
LAST = "Abebe Berg Costa Duval Eriksen Fuchs Garcia Horvat Ito Jansen Kaya Lindt Moreau Novak Okafor Patel".split()
WORDS = {  # the customer's, by what they say; the statement of the outcome follows
    Verdict.HAPPENED: ("This is done on our side", "Done as of today", "You can count on it now"),
    Verdict.NOT_YET: ("We are not there yet", "This has to wait", "Still open with us"),
    Verdict.REVERSED: ("We have to take this back", "This no longer holds", "We are back where we were"),
}
DEFAULT_DAYS = 30  # of a stage whose process does not say


@dataclass(frozen=True)
class Model:
    """The parameters. Chances are between 0 and 1, `pace` multiplies the process's typical days.

    `people` are the chances of one, two, three, … people on the customer's side; `grades` those of artefact, quoted,
    surrogate and asserted.
    """

    today: date = date(2017, 12, 31)
    seed: int = 1
    pace: float = 0.4
    resolve: tuple[float, float] = (1.5, 0.8)  # of a customer: beta-distributed chance to go on after each outcome
    optional: float = 0.25  # an outcome that is no gate is seen at all
    seller_only: float = 0.15  # a deal with nothing but the seller's word
    proved_later: float = 0.7  # a weak report is followed by a better one
    not_yet_first: float = 0.15
    disputed: float = 0.03  # somebody says that it has not happened after all
    reversed: float = 0.07
    earned_again: float = 0.5
    named: float = 0.7  # words come with a name
    day_unknown: float = 0.1
    most_lag: int = 5  # days between what happened and its report
    people: tuple[float, ...] = (0.3, 0.35, 0.25, 0.1)
    grades: tuple[float, ...] = (0.36, 0.36, 0.1, 0.18)

    def told(self) -> str:
        """Every parameter, for a report."""
        return ", ".join(f"{name}={value}" for name, value in asdict(self).items())


def history(
    process: Process,
    model: Model,
    chance: Random,
    *,
    deal: str,
    owner: str,
    begun: date,
    ended: date,
    people: Sequence[str] = (),
) -> list[Observation]:
    """What a deal's ledger holds by the model from its first day to its last, in the order of recording.

    `people` are those on the customer's side, drawn where there are none.
    """
    people = people or customers(model, chance)
    walk = _Walk(model, chance, deal, owner, people, begun, min(ended, model.today))
    if chance.random() < model.seller_only:
        walk.claims(process)
    else:
        walk.moves(process)
    return walk.entries


def customers(model: Model, chance: Random) -> tuple[str, ...]:
    """The people on a customer's side."""
    count = chance.choices(range(1, len(model.people) + 1), model.people)[0]
    return tuple(f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(count))


class _Walk:
    """One customer on the way, with the entries so far."""

    def __init__(
        self, model: Model, chance: Random, deal: str, owner: str, people: Sequence[str], begun: date, ended: date
    ) -> None:
        self._model, self._chance, self._deal, self._owner, self._people = model, chance, deal, owner, people
        self._day = self._recorded = begun
        self._ended = ended
        self._resolve = chance.betavariate(*model.resolve)
        self.entries: list[Observation] = []

    def claims(self, process: Process) -> None:
        """Nothing but the seller's word, for some of the first gates."""
        for gate in process.stages[0].gates:
            if self._waited(DEFAULT_DAYS) and self._happens(0.5):
                self._report(gate, Verdict.HAPPENED, Grade.ASSERTED)

    def moves(self, process: Process) -> None:
        """The customer's way, until it stalls or the time is over."""
        for stage in process.stages:
            days = (stage.typical_days or DEFAULT_DAYS) / len(stage.outcomes)
            taken_back = {each for signal in stage.backward_signals for each in signal.reverses}
            for outcome in stage.outcomes:
                if not outcome.gate and not self._happens(self._model.optional):
                    continue
                if not self._takes(outcome, days, can_go_back=outcome.id in taken_back):
                    return

    def _takes(self, outcome: Outcome, days: float, *, can_go_back: bool) -> bool:
        """Whether the customer goes on after this outcome."""
        model = self._model
        if self._happens(model.not_yet_first):
            if not self._waited(days / 2):
                return False
            self._report(outcome, Verdict.NOT_YET)
        if not self._waited(days):
            return False
        if not self._report(outcome, Verdict.HAPPENED).proves and self._happens(model.proved_later):
            if not self._waited(days / 2):
                return False
            self._report(outcome, Verdict.HAPPENED, Grade.QUOTED)
        if self._happens(model.disputed) and self._waited(days):
            self._report(outcome, Verdict.NOT_YET)
        if can_go_back and self._happens(model.reversed) and self._waited(days):
            self._report(outcome, Verdict.REVERSED)
            if not (self._happens(model.earned_again) and self._waited(days)):
                return False
            self._report(outcome, Verdict.HAPPENED)
        return self._happens(self._resolve)

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share

    def _waited(self, days: float) -> bool:
        """Let time pass, exponential around so many days; whether some is left."""
        self._day += timedelta(days=1 + int(self._chance.expovariate(1 / (days * self._model.pace))))
        return self._day <= self._ended

    def _report(self, outcome: Outcome, verdict: Verdict, grade: Grade | None = None) -> Grade:
        model, chance = self._model, self._chance
        grade = grade or chance.choices(tuple(Grade), model.grades)[0]
        lag = timedelta(days=chance.randint(0, model.most_lag))
        self._recorded = max(self._recorded, min(self._day + lag, self._ended))
        at = datetime.combine(self._recorded, time(9, 0), UTC) + timedelta(minutes=len(self.entries))
        self.entries.append(
            Observation(
                id=f"{self._deal}-{len(self.entries) + 1}",
                outcome=outcome.id,
                verdict=verdict,
                grade=grade,
                recorded_at=at,
                occurred_on=None if self._happens(model.day_unknown) else self._day,
                quote=self._words(outcome, verdict, grade),
                reported_by=self._owner,
                source="generated",
                read_by="pipeline_model",
            )
        )
        return grade

    def _words(self, outcome: Outcome, verdict: Verdict, grade: Grade) -> str:
        if grade is Grade.ASSERTED:
            return f"they told me: {outcome.statement}"
        words = f"{self._chance.choice(WORDS[verdict])}: {outcome.statement}"
        return f"{self._chance.choice(self._people)}: “{words}”" if self._happens(self._model.named) else words
