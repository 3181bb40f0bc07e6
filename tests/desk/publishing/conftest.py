# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation with keys, and a writer with twelve words."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from restante.config import Config
from restante.desk.people.models import Ground
from restante.edition.keys import create_organisation_keys, read_organisation
from restante.seal.letter import ReplyTo
from restante.seal.phrase import Writer, derive_writer
from tests.personas import Desk

NAMES = {"ru": "Группа", "en": "Group"}


@pytest.fixture
def config(desk_home: Path, settings: LazySettings) -> Config:
    made: Config = settings.RESTANTE
    create_organisation_keys(made.keys_dir, NAMES, demonstration=False, now=datetime.now(UTC))
    return made


@pytest.fixture
def writer(config: Config) -> Writer:
    return derive_writer(b"e" * 16, read_organisation(config.keys_dir))


def reply_to(writer: Writer) -> ReplyTo:
    return ReplyTo(writer.reply_public, writer.tag)


@pytest.fixture
def public_azat(desk: Desk) -> Any:
    desk.azat.is_public, desk.azat.ground = True, Ground.OWN_WORD
    desk.azat.about_en = "A mathematician"
    desk.azat.save()
    return desk.azat
