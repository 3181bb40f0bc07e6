# SPDX-License-Identifier: AGPL-3.0-or-later
"""`restante phrase`: make twelve words, or say which of them is mistyped; words never come as arguments."""

import sys

import click

from restante.seal.errors import PhraseRefused, UnknownWord
from restante.seal.phrase import LANGUAGES, LONGEST_INPUT, new_entropy, parse_phrase, words_of


@click.group()
def command() -> None:
    """Make or check the writer's twelve words."""


@command.command("new")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the words.")
def new_phrase(lang: str) -> None:
    """Make a new phrase and write it to standard output."""
    click.echo(" ".join(words_of(new_entropy(), lang)))


@command.command("check")
def check_phrase() -> None:
    """Read twelve words from standard input and say whether they are a phrase.

    Any case and separators, numbers between the words, ё or е, and the first four letters of each word will do.
    Exit status 2, with the position of the word, when they are not.
    """
    text = sys.stdin.buffer.read(4 * LONGEST_INPUT).decode("utf-8", errors="replace")
    try:
        parse_phrase(text)
    except UnknownWord as error:
        hint = f" Did you mean “{error.suggestion}”?" if error.suggestion else ""
        raise MistypedWord(position=error.position, hint=hint) from None
    click.echo("These twelve words are a phrase.")


class MistypedWord(PhraseRefused):
    """The suggestion is shown to the person at this terminal only."""

    code = "phrase-unknown-word"
    text = "Word {position} is not in the list of words.{hint}"
