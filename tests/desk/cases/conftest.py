# SPDX-License-Identifier: AGPL-3.0-or-later
"""A claim quoted from a page, and that page as its source."""

import pytest

from restante.desk.cases.actions.entering import enter
from restante.desk.cases.models import Claim, Source
from tests.desk.cases.copies import LINK, WORDS
from tests.personas import Desk


@pytest.fixture
def claim(desk: Desk) -> Claim:
    """Quoted from a page, nothing public yet."""
    _event, made = enter(
        desk.azat, desk.bob, when=None, what={"en": "He was detained."}, link=LINK, quotation=WORDS, lang="ru"
    )
    return made


@pytest.fixture
def source(claim: Claim) -> Source:
    return Source.objects.get()
