"""`rightside process draft`: a first process file from playbooks, with a reference to every passage it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def draft(
    documents: Annotated[list[Path], typer.Argument(help="Playbooks, guides, stage descriptions: md, txt, docx, pdf.")],
    out: Annotated[Path, typer.Option(help="The process file to write.")] = Path("draft.yaml"),
    name: Annotated[str | None, typer.Option(help="The process's name; by default the document's.")] = None,
) -> None:
    """Draft a process file from what you already have. Nothing is published.

    Without a model: sentences that tell of something the customer does are taken out, with their place, and turned
    right side up where the seller's words allow it; what is unclear is asked in the file.
    """
    from assistant.bootstrap import build_comparison
    from assistant.documents.formats import open_document
    from assistant.documents.sides import Us
    from assistant.errors import PersonError
    from knowledge.drafting.draft import Source
    from knowledge.drafting.draft import draft as drawn
    from knowledge.drafting.draft_file import written
    from knowledge.process_file import parse

    if out.exists():
        raise PersonError(f"{out} is there already; name another file with --out.")
    opened = [open_document(each, Us()) for each in documents]
    sources = [Source(each.name, each.text, each.place) for each in opened]
    try:
        made = drawn(sources, build_comparison())
    except ValueError as error:
        raise PersonError(f"{', '.join(each.name for each in sources)}: {error}.") from error
    text = written(made, name or documents[0].stem.replace("-", " ").replace("_", " ").capitalize())
    process = parse(text, str(out))
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PersonError(f"{out} cannot be written: {error.strerror}.") from error
    open_questions = len(made.questions) + text.count("# QUESTION: ")
    typer.echo(
        f"Wrote {out}: {len(process.stages)} stages, {len(process.outcomes)} outcomes, each with the passage it came "
        f"from, {open_questions} questions to you. It is a draft: read it, then 'rightside process check {out}'."
    )
