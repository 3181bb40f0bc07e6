# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding a group: an empty data folder gets settings, keys, a database and its first coordinator."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from restante.config import Config, find_home, load, write_config
from restante.desk import migrate, prepare_home, setup_django
from restante.edition.ceremony import adopt_keys
from restante.edition.keys import create_organisation_keys, read_roots
from restante.errors import BadInput, RestanteError

LONGEST_NAME: Final = 64


class HomeNotEmpty(BadInput):
    """Founding never writes over anything."""

    code = "home-not-empty"
    text = "{home} is not empty; a group is founded in an empty folder. Name another with --home or RESTANTE_HOME."


class HomeUnusable(BadInput):
    """A file in the folder's place, or a place where nothing can be made."""

    code = "home-unusable"
    text = "{home} cannot be a data folder: {reason}. Name another with --home or RESTANTE_HOME."


class CoordinatorRefused(BadInput):
    """A name that the sign-in form cannot take would lock the coordinator out for ever."""

    code = "coordinator-refused"
    text = "A sign-in name has 1 to 64 characters, none of them invisible. Give another with --coordinator."


def found_group(
    home: Path | None,
    *,
    name: Mapping[str, str],
    coordinator: str,
    lang: str,
    store_passphrase: str | None,
    demonstration: bool = False,
    return_address: tuple[str, ...] = (),
    keys: Path | None = None,
) -> Config:
    """Settings, keys, the gate's root of trust, tables and one coordinator; sets Django up for the whole process.

    `keys` is the desk's part of a key ceremony; without it all keys are made here.
    """
    coordinator = coordinator.strip()
    if not coordinator.isprintable() or not 1 <= len(coordinator) <= LONGEST_NAME:
        raise CoordinatorRefused
    place = find_home(home)
    make_place(place)
    draft = Config(home=place, name=dict(name), demonstration=demonstration, return_address=return_address)
    try:
        return _found(draft, coordinator, lang, store_passphrase, keys)
    except RestanteError:
        _empty(place)  # all in it is of this moment, and half a group would be in the way of the next try
        raise


def _found(draft: Config, coordinator: str, lang: str, store_passphrase: str | None, keys: Path | None) -> Config:
    # settings are written last of all but the database: a folder cut off half-way is not taken for a group
    if keys is None:
        now = datetime.now(UTC)
        create_organisation_keys(draft.keys_dir, draft.name, demonstration=draft.demonstration, now=now)
    else:
        adopt_keys(keys, draft.keys_dir)
    pin_root(draft)
    prepare_home(draft.home)
    write_config(draft)
    config = load(draft.home)
    setup_django(draft.home)
    migrate()
    _unlock_new_store(config, store_passphrase)
    from restante.desk.access.actions import create_volunteer
    from restante.desk.access.models import Role

    create_volunteer("founding", name=coordinator, display_name=coordinator, role=Role.COORDINATOR, language=lang)
    return config


def _empty(place: Path) -> None:
    for made in place.iterdir():
        if made.is_dir():
            shutil.rmtree(made)
        else:
            made.unlink()


def make_place(place: Path) -> None:
    """The folder itself. Raises HomeNotEmpty, HomeUnusable."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        occupied = any(place.iterdir())
    except FileExistsError:
        raise HomeUnusable(home=place, reason="it is a file") from None
    except OSError as error:
        raise HomeUnusable(home=place, reason=error.strerror) from None
    if occupied:
        raise HomeNotEmpty(home=place)


def pin_root(config: Config) -> None:
    """A gate on this machine is a gate like any other: one file, root.json, in a folder of its own."""
    config.gate_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (config.gate_home / "root.json").write_bytes(read_roots(config.keys_dir)[0])


def _unlock_new_store(config: Config, passphrase: str | None) -> None:
    from restante.desk.access import store

    store.create_key(replace(config, key_file=None) if passphrase is None else config, passphrase)
    if passphrase is None:
        store.unlock_unattended()
    else:
        store.unlock_with_passphrase(passphrase)
