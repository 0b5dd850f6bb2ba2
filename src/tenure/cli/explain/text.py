"""`tenure explain text`: what is kept, masked and found of a text, to try it out."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenure.cli.parameters import OneOf

if TYPE_CHECKING:
    from tenure.explain.text import Lexicon, Read

_AT_ONCE = 1000
_LANGUAGES = {"en": "English", "ko": "Korean", None: "neither English nor Korean"}


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option(
    "--definitions",
    "-d",
    default="tenure.toml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Whose [risk_words] count; without such a file the shipped ones.",
)
@click.option("--words", is_flag=True, help="List the phrases that are looked for, by kind.")
@click.option(
    "--format",
    "form",
    type=OneOf(["text", "json"]),
    default="text",
    show_default=True,
    help="json: one object a text, a line each.",
)
def text(texts: tuple[str, ...], definitions: Path, words: bool, form: str) -> None:
    """Show what is kept of a text: masked, its language, its lemmas, its risk words.

    Without a text, every line of the standard input is one.

    \b
    tenure explain text "Call me on 010-1234-5678, I want to cancel."
    tenure explain text "해지할 생각은 없어요."
    tenure explain text --format json < reviews.txt
    tenure explain text --words
    """
    from tenure.explain.text import Reader

    lexicon = _lexicon(definitions)
    if words:
        for line in _listed(lexicon):
            click.echo(line)
        return
    reader, lines = Reader(lexicon), iter(texts or (line.rstrip("\n") for line in sys.stdin))
    while some := list(islice(lines, _AT_ONCE)):
        for read in reader.read(some):
            if form == "json":
                click.echo(_json(read))
            elif read is not None:
                click.echo("\n".join(_shown(read)))


def _lexicon(definitions: Path) -> "Lexicon":
    from tenure.explain.text import Lexicon

    shipped = Lexicon.shipped()
    if not definitions.is_file():
        return shipped
    from tenure.definitions import load

    own = load(definitions).risk_words
    return shipped.edited(own.add, own.remove)


def _listed(lexicon: "Lexicon") -> Iterator[str]:
    for language, phrases in lexicon.phrases.items():
        for kind in dict.fromkeys(one.kind for one in phrases):
            told = ", ".join(one.text for one in phrases if one.kind == kind)
            yield f"{language} {kind}: {told}"
        for slot, members in lexicon.slots[language].items():
            yield f"{language} {{{slot}}}: {', '.join(members)}"


def _shown(read: "Read") -> Iterator[str]:
    yield read.text
    yield f"  language: {_LANGUAGES[read.language]}"
    yield f"  lemmas: {', '.join(read.lemmas) or 'none'}"
    for hit in read.hits:
        yield f"  risk word: {hit.phrase} ({hit.kind}) in: {hit.sentence}"
    if not read.hits:
        yield "  risk words: none"


def _json(read: "Read | None") -> str:
    import json
    from dataclasses import asdict

    return json.dumps(None if read is None else asdict(read), ensure_ascii=False)
