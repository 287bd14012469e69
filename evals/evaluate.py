"""One run: the sets that were asked for, with what was measured and how."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bootstrap import opened_records
from assistant.bootstrap.readers import build_comparison
from assistant.errors import PersonError
from evals import case_files, floors, outside_data, peers, readers
from evals.baselines import CosineCues, Keyword, Majority, Nearest
from evals.catalogue import SETS
from evals.figures import share
from evals.results import About, Report, State
from evals.scoring import Rival, Setup
from prompts import template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from typing import Any

    from assistant.coaching.turns import Feedback
    from assistant.settings import Settings
    from evals.results import SetResult

ROOT = Path(__file__).parents[1]
PACKAGES = ("rightside", "pydantic-evals", "numpy", "onnxruntime")
REAL = "a real call of the model with one prompt that knows no process; the nearest outcome for each milestone"
PLAYED = (
    "one prompt that knows no process, its answer played by a script as no key is set: every sentence is a milestone, "
    "done unless cue words say open or lost; the nearest outcome for each"
)


@dataclass(frozen=True)
class Options:
    """What to run. Empty `sets` and `splits` are all of them (but for the split that is kept apart)."""

    sets: Sequence[str] = ()
    reader: str | None = None
    splits: Sequence[str] = ()
    baselines: bool = False
    answers: Path | None = None
    cases: Path = case_files.CASES
    data: Path | None = None
    floors: Path | None = None
    seed: int = 20260301


def evaluate(
    options: Options, settings: Settings, today: date, tell: Callable[[str, int], Callable[[], None]]
) -> Report:
    """Score every set that was asked for. Raises `PersonError` and `OperatorError` for what cannot be run at all."""
    chosen = _chosen(options)
    which = readers.wanted(settings, options.reader)
    setup = Setup(
        reader=readers.product_reader(settings, which),
        answers=readers.answers(options.answers) if options.answers else None,
        splits=options.splits,
        cases=options.cases,
        data=outside_data.folder(options.data or settings.shared_data),
        seed=options.seed,
        feedback=partial(_feedback, settings),
        rivals=partial(_rivals, settings, Nearest(build_comparison())) if options.baselines else lambda _verdict: (),
        tell=tell,
    )
    results = [_complete(SETS[name].score(SETS[name], setup)) for name in chosen]
    return Report(
        about=_about(options, settings, setup, which, today),
        sets=results,
        below=floors.below(results, floors.read(options.floors)) if options.floors else [],
    )


def export(options: Options) -> Iterator[dict[str, Any]]:
    """The cases of the sets that another system can answer, one after the other."""
    for name in _chosen(options) if options.sets else [each.name for each in SETS.values() if each.reads]:
        if not SETS[name].reads:
            raise PersonError(f"The set {name} is no set of messages to read; export {_reading_sets()}.")
        yield from readers.exported(case_files.messages(name, options.splits, options.cases), name)


def _chosen(options: Options) -> Sequence[str]:
    strange = [name for name in options.sets if name not in SETS]
    if strange:
        raise PersonError(f"There is no set {strange[0]!r}; there are {', '.join(SETS)}.")
    if options.answers and (not options.sets or not all(SETS[name].reads for name in options.sets)):
        raise PersonError(f"Answers can be scored on {_reading_sets()}; name the sets that they answer.")
    return list(dict.fromkeys(options.sets or SETS))


def _reading_sets() -> str:
    return ", ".join(each.name for each in SETS.values() if each.reads)


def _rivals(settings: Settings, nearest: Nearest, verdict: str) -> list[Rival]:
    real = settings.openai_api_key is not None
    peer = peers.PeerReader(peers.model(settings) if real else peers.scripted, nearest)
    return [
        Rival(Majority.name, Majority.about, Majority(nearest, verdict)),
        Rival(Keyword.name, Keyword.about, Keyword()),
        Rival(CosineCues.name, CosineCues.about, CosineCues(nearest)),
        Rival(peer.name, REAL if real else PLAYED, peer),
    ]


def _feedback(settings: Settings) -> Sequence[Feedback]:
    """What the organisation's database holds; a file that is not there yet is not made for it."""
    file = settings.home / "rightside.db"
    if settings.database_url is None and not file.exists():
        return ()
    with opened_records(settings) as records:
        return records.feedback.all(settings.organisation)


def _complete(result: SetResult) -> SetResult:
    """The result with the share of its cases that could be scored; no case at all is no score."""
    scored, unscored = len(result.cases), len(result.unscored)
    if result.state is not State.SCORED:
        return result
    if not scored + unscored:
        return result.model_copy(update={"state": State.SKIPPED, "reason": "there is no case of these splits"})
    figures = {**result.figures, "scored": share(scored, scored + unscored)}
    return result.model_copy(update={"figures": figures})


def _about(options: Options, settings: Settings, setup: Setup, which: str, today: date) -> About:
    answered = setup.answers is not None
    return About(
        reader=f"answers of {setup.answers.name}" if setup.answers else which,
        prompt=template("read_message").digest,
        model=settings.model if which == "model" and not answered else None,
        commit=_commit(),
        versions={"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        date=today.isoformat(),
        seed=options.seed,
        splits=list(options.splits) or [f"all but {' and '.join(case_files.KEPT_APART)}"],
    )


def _commit() -> str:
    """The commit of the checkout, marked where files were changed since."""
    head, changed = _git("rev-parse", "--short=12", "HEAD"), _git("status", "--porcelain")
    return f"{head} with changes" if changed else head or "unknown"


def _git(*arguments: str) -> str:
    """What git prints about the checkout; nothing where there is none."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
