"""`rightside`: the commands, and the one place where the terminal shows errors."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated
from uuid import uuid4

import typer

from assistant.errors import OperatorError, PersonError, RightsideError
from assistant.terminal import (
    ask,
    chat,
    deal,
    doctor,
    evaluate,
    inspect,
    nudge,
    people,
    playbook,
    prepare,
    process,
    read,
    serve,
    slack,
    stand,
    sync,
)

STOPPED = "Stopped. What was answered is recorded; nothing is half-written."
FOUND, MISUSED, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="rightside",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A deal coach that counts what the *customer* did, not what the seller did.",
    epilog="Start with: `rightside demo`",
)
for module in (chat, read, stand, ask, inspect, prepare, serve, doctor, evaluate):
    module.register(app)
app.add_typer(process.app, name="process")
app.add_typer(playbook.app, name="playbook")
app.add_typer(deal.app, name="deal")
app.add_typer(sync.app, name="sync")
app.add_typer(people.app, name="people")
app.add_typer(nudge.app, name="nudge")
app.add_typer(slack.app, name="slack")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rightside {version('rightside')}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """A deal coach that counts what the *customer* did, not what the seller did."""
    del debug, show_version


def main() -> None:
    """Run a command; every error becomes one plain sentence and an exit code (see docs/commands.md)."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line: 0 success, 1 a finding or a failure, 2 a usage error."""
    try:
        result = app(arguments, standalone_mode=False)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except (typer.Abort, KeyboardInterrupt):
        return _fail(STOPPED, INTERRUPTED)
    except Exception as error:
        if "--debug" in arguments[:1]:
            raise
        return _fail(*_told(error))
    if result == INTERRUPTED:  # how typer hands Ctrl-C on
        return _fail(STOPPED, INTERRUPTED)
    return result if isinstance(result, int) else 0


def _told(error: Exception) -> tuple[str, int]:
    """An error as a sentence and an exit code; a bug gets an id and how to report it."""
    if isinstance(error, typer.TyperException):  # typer's own: an unknown command or option, a bad value
        context = getattr(error, "ctx", None)
        hint = f" Try '{context.command_path} --help'." if context else ""
        return f"{error.format_message()}{hint}", error.exit_code
    if isinstance(error, RightsideError):
        return str(error), MISUSED if isinstance(error, PersonError | OperatorError) else FOUND
    return (
        f"Something is wrong in Rightside itself ({type(error).__name__}, {uuid4().hex[:8]}); "
        "run the command again as 'rightside --debug …' and report what it prints."
    ), FOUND


def _fail(sentence: str, code: int) -> int:
    typer.echo(" ".join(sentence.split()) if "\n" not in sentence else sentence, err=True)
    return code


if __name__ == "__main__":
    main()
