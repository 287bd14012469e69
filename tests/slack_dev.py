"""`make slack-dev`: the app in a workspace on this machine, to be used in a browser by whoever has no workspace."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import pytest

from tests.slack_sample import NAMES, sample_workplace

UNAVAILABLE = 2


def main() -> int:
    """Run until Ctrl-C or SIGTERM, and leave nothing behind; the exit code."""
    stop = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    sys.stdout.write("Starting Slack's stand-in, the sample organisation and the app …\n")
    try:
        with TemporaryDirectory(prefix="rightside-slack-") as folder, sample_workplace(Path(folder)) as sample:
            for number in NAMES:
                assert sample.person(number).dm_channel  # the page lists a DM once it has been opened
            sys.stdout.write(_welcome(sample.server.address))
            sys.stdout.flush()
            stop.wait()
    except (pytest.skip.Exception, pytest.fail.Exception) as lack:
        sys.stderr.write(f"{lack}\n")
        return UNAVAILABLE
    return 0


def _welcome(address: str) -> str:
    people = "\n".join(f"  {real:22}{what}" for _, real, what in NAMES.values())
    return (
        f"\nOpen {address} in a browser. At the top, choose whom to act as:\n\n{people}\n\n"
        "Then choose rightside under Apps for the Home tab, or write to it in the DM with the name you act as,\n"
        "or name it in #general (@rightside), or write /deal. Stop with Ctrl-C; nothing is kept.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
