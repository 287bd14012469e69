"""`rightside process draft`: a first process file from playbooks, with a reference to every passage it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal.formats import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.drafting.draft import Draft
    from knowledge.drafting.with_model import ModelFinder

FROM_STORIES = "lined up from purchases as they were told; what only one story tells stands among the questions"


def draft(
    documents: Annotated[
        list[Path],
        typer.Argument(
            help="Playbooks, wiki pages, slides (md, txt, html, docx, pptx, pdf); or story files of interviews."
        ),
    ],
    out: Annotated[Path, typer.Option(help="The process file to write.")] = Path("draft.yaml"),
    name: Annotated[str | None, typer.Option(help="The process's name; by default the document's.")] = None,
    rules: Annotated[bool, typer.Option("--rules", help="By rules alone, even where a model is set.")] = False,
) -> None:
    """Draft a process file from what you already have. Nothing is published.

    Sentences that tell of something the customer does are taken out, with their place, and turned right side up; what
    is unclear is asked in the file. A model finds and words them where one is set; what it quotes must stand there.
    """
    from assistant.bootstrap.readers import build_comparison
    from assistant.errors import PersonError
    from assistant.terminal.files import stories_in
    from knowledge.drafting.draft_file import written
    from knowledge.drafting.stories import lined_up
    from knowledge.process_file import parse

    if out.exists():
        raise PersonError(f"{out} is there already; name another file with --out.")
    stories = stories_in(documents)
    if stories:
        made, how = _or_person(documents, lambda: lined_up(stories, build_comparison())), FROM_STORIES
    else:
        made, how = _from_documents(documents, rules=rules)
    text = written(made, name or documents[0].stem.replace("-", " ").replace("_", " ").capitalize(), made=how)
    process = parse(text, str(out))
    with writing(out):
        out.write_text(text, encoding="utf-8")
    open_questions = len(made.questions) + text.count("# QUESTION: ")
    typer.echo(
        f"Wrote {out}: {len(process.stages)} stages, {len(process.outcomes)} outcomes, each with the passage it came "
        f"from, {open_questions} questions to you. It was {how}. Read it, then 'rightside process check {out}'."
    )


def _from_documents(documents: list[Path], *, rules: bool) -> tuple[Draft, str]:
    """The draft, and how it came about."""
    from assistant.bootstrap.readers import build_chat, build_comparison
    from assistant.documents.formats import open_document
    from assistant.documents.sides import Us
    from assistant.settings import read_settings
    from assistant.terminal.asking import asker
    from assistant.terminal.progress import progress
    from knowledge.drafting.draft import Source
    from knowledge.drafting.draft import draft as drawn
    from knowledge.drafting.draft_file import MADE
    from knowledge.drafting.with_model import ModelFinder

    opened = [open_document(each, Us()) for each in documents]
    sources = [Source(each.name, each.text, each.place) for each in opened]
    chat = None if rules else build_chat(read_settings(), long=True)
    with progress("Reading") as told:
        finder = ModelFinder(asker(chat), told=told) if chat else None
        made = _or_person(documents, lambda: drawn(sources, build_comparison(), finder))
    return made, MADE if finder is None or chat is None else _how(chat.model, finder)


def _or_person(documents: list[Path], work: Callable[[], Draft]) -> Draft:
    """The draft; what is wrong with the documents is the person's to mend."""
    from assistant.errors import PersonError

    try:
        return work()
    except ValueError as error:
        raise PersonError(f"{', '.join(each.name for each in documents)}: {error}.") from error


def _how(model: str, finder: ModelFinder) -> str:
    """How the draft came about, and what of the model's answers was not taken."""
    told = f"worded by {model}, every quote checked against the document"
    if finder.invented:
        told += f"; {finder.invented} of its findings were dropped, as their words do not stand there"
    if finder.unread:
        told += f"; for {finder.unread} pieces it had no answer, and rules read them"
    return told
