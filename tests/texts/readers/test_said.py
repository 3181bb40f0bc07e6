# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every sentence a reader may say is said in Russian too, with its fields."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

import restante.texts.readers as package
from restante.errors import RestanteError
from restante.texts.readers import cautions, muse, refusals
from restante.texts.readers.reading import CautionKind

CATALOGUE = Path(package.__file__).parent / "locale/ru/LC_MESSAGES/readers.po"
FIELD = re.compile(r"\{[a-z_]+\}")


def sentences() -> Iterator[str]:
    for module in (cautions, muse, refusals):
        for held in vars(module).values():
            own = isinstance(held, type) and issubclass(held, RestanteError) and held.__module__ == module.__name__
            if own or isinstance(held, CautionKind):
                yield held.text


def test_each_is_in_the_catalogue_with_its_fields() -> None:
    with CATALOGUE.open("rb") as stream:
        said = {str(message.id): str(message.string) for message in read_po(stream) if message.id}
    wrong = [
        text
        for text in sentences()
        if sorted(FIELD.findall(said.get(text, ""))) != sorted(FIELD.findall(text)) or not said.get(text)
    ]
    assert wrong == []
    assert set(said) == set(sentences())


def test_no_two_cautions_share_a_code() -> None:
    kinds = [each for module in (cautions, muse) for each in vars(module).values() if isinstance(each, CautionKind)]
    assert len({each.code for each in kinds}) == len(kinds)
