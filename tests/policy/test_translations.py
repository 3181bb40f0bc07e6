# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every text for people exists in both languages: no empty, fuzzy or broken entry in any catalogue."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[2] / "src" / "restante"
CATALOGUES = sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po"))
FIELD = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


def fields(text: str | tuple[str, ...] | list[str]) -> set[str]:
    return set(FIELD.findall(text if isinstance(text, str) else " ".join(text)))


def test_there_are_catalogues() -> None:
    assert CATALOGUES


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_entry_is_translated_with_its_fields(path: Path) -> None:
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=path.parent.parent.name)
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        if message.fuzzy or not all(said) or fields(message.id) != fields(said):
            wrong.append(message.id)
    assert not wrong
