# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the scripts say to people; the page hands it to them as data, so that one script serves every language.

`templates/editor.txt` and `reader.txt` hold a phrase a line, `name = text`; the script fills `{field}` in a text.
"""

from collections.abc import Callable


def phrases_from(rendered: str) -> dict[str, str]:
    """`name = text` lines as a table."""
    pairs = (line.partition(" = ") for line in rendered.splitlines() if line.strip())
    return {name: text for name, _, text in pairs}


def editor_phrases(render: Callable[[str], str]) -> dict[str, str]:
    """The letter editor's part."""
    return phrases_from(render("editor.txt"))


def reader_phrases(render: Callable[[str], str]) -> dict[str, str]:
    """The reading page's part, the editor's included: a returned letter is corrected there."""
    return {**editor_phrases(render), **phrases_from(render("reader.txt"))}
