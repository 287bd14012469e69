"""Rightside in Slack, over Socket Mode or HTTP: `python slack_app.py`. Importing this module does nothing."""

from __future__ import annotations

import logging
import signal
import sys
from threading import Event

import structlog

from assistant.bootstrap import build, build_inbox
from assistant.coaching.publishing import prepare
from assistant.errors import RightsideError
from assistant.settings import read_settings
from assistant.slack.app import answering, build_app
from assistant.slack.modes import missing

FAILED, MISUSED = 1, 2


def main() -> int:
    """Answer in Slack until SIGTERM or Ctrl-C; the exit code. What is missing is said in one sentence."""
    try:
        settings = read_settings()
        if (lack := missing(settings)) is not None:
            return _fail(lack, MISUSED)
        _log_to_stderr(settings.log_level)
        stop = Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: stop.set())
        with build(settings) as application:
            prepare(application.desk, settings.organisation, application.clock())
            inbox = build_inbox(settings, application.database)
            rows, sends = application.installations, application.sends
            app = build_app(application.coach, application.clock, settings, inbox, sends, rows)
            with inbox, answering(app, settings, application.health) as how:
                sys.stderr.write(f"Rightside {how}. Stop it with Ctrl-C.\n")
                stop.wait()
    except RightsideError as error:
        return _fail(str(error), FAILED)
    return 0


def _log_to_stderr(level: str) -> None:
    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    logging.basicConfig(level=number, stream=sys.stderr)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _fail(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
