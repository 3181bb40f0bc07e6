# SPDX-License-Identifier: AGPL-3.0-or-later
"""From public records to the files of an edition, and to a signed one in the data folder; no gate is called here."""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from restante.cases.records import Case
from restante.config import Config
from restante.desk.cases.actions import keep_versions
from restante.desk.cases.queries import version_files
from restante.desk.library.queries import published_texts, withdrawn_texts
from restante.desk.publishing.built import forget_built, workshop_of
from restante.desk.publishing.models import EditionRecord
from restante.desk.publishing.queries import public_people
from restante.edition.keys import (
    EditionKeys,
    addresses_file,
    load_edition_keys,
    public_key_file,
    read_organisation,
    read_roots,
)
from restante.edition.letter_keys import ensure_letter_keys
from restante.edition.placing import StoredFileDiffers
from restante.edition.sign import Signed, publish_edition
from restante.rules import compile_book, load_book
from restante.site import PublicSite, build_contents, build_site
from restante.site.build import NothingStands
from restante.site.workshop import shape_digest


def public_files(config: Config | None = None, day: date | None = None) -> dict[str, bytes]:
    """Every file of an edition but its signatures."""
    return _files_of(public_site(config or settings.RESTANTE, day or timezone.now().date()))


def public_site(config: Config, day: date) -> PublicSite:
    """What an edition shows: public records, public keys and compiled rulebooks, and nothing else."""
    today = timezone.now().date()
    organisation = read_organisation(config.keys_dir)
    people = public_people(today)
    texts, open_text = published_texts()
    books = sorted({person.facility for person in people if person.facility is not None})
    return PublicSite(
        name=config.name,
        organisation=organisation.hex(),
        day=day,
        people=people,
        demonstration=config.demonstration,
        number=None,
        rulebooks={book: compile_book(load_book(book)) for book in books},
        letter_keys_json=ensure_letter_keys(config.keys_dir, organisation, today),
        call_key_json=public_key_file(config.keys_dir, "call"),
        mail_key_json=public_key_file(config.keys_dir, "mail"),
        addresses_json=addresses_file(organisation, config.gates, day),
        root_json=read_roots(config.keys_dir)[0],
        texts=texts,
        withdrawn=withdrawn_texts(),
        open_text=open_text,
    )


def sign_new_edition(
    config: Config | None = None,
    *,
    passphrase: bytes | None = None,
    keys: EditionKeys | None = None,
    above: int | None = None,
) -> Signed:
    """Build and sign into the data folder. What did not change keeps its number and day, and gets fresh dates only.

    `keys` are for whoever has the publisher's on a stick; `above` is what a restored desk must exceed.
    """
    config = config or settings.RESTANTE
    now = timezone.now()
    keys = keys or load_edition_keys(config.keys_dir, passphrase=passphrase)
    with one_at_a_time(config):
        with transaction.atomic():  # pages and versions of a case are of one moment
            last = EditionRecord.objects.first()
            site = public_site(config, now.date())
            fingerprint = fingerprint_of(site)
            if last is not None and last.fingerprint == fingerprint:
                site = public_site(config, last.day)
            keep_versions(_cases_of(site), now.date())
            versions = version_files(_cases_of(site))
        try:
            signed = _publish(config, site, versions, keys, now, above)
        except (StoredFileDiffers, NothingStands):  # somebody took away or changed what was kept: all is made anew
            forget_built(config)
            signed = _publish(config, site, versions, keys, now, above)
        EditionRecord.objects.update_or_create(
            pk=True, defaults={"fingerprint": fingerprint, "day": site.day, "number": signed.number}
        )
    return signed


def _publish(
    config: Config,
    site: PublicSite,
    versions: Mapping[str, bytes],
    keys: EditionKeys,
    now: datetime,
    above: int | None,
) -> Signed:
    with workshop_of(config) as workshop:
        files = {**build_contents(site, workshop), **versions}
        return publish_edition(files, config.keys_dir, config.edition_dir, keys, now, above=above)


@contextmanager
def one_at_a_time(config: Config) -> Iterator[None]:
    """A page and the worker may both want to sign; whoever is second waits until the folder is whole again."""
    config.desk_dir.mkdir(parents=True, exist_ok=True)
    with (config.desk_dir / "edition.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def has_changed(config: Config) -> bool:
    """Whether the public records say anything that the last edition does not; a new day alone is no change."""
    last = EditionRecord.objects.first()
    return last is None or last.fingerprint != fingerprint_of(public_site(config, last.day))


def fingerprint_of(site: PublicSite) -> str:
    """A digest of everything but the day, so that asking "anything new?" builds no page."""
    addresses = {**json.loads(site.addresses_json), "day": ""}
    plain = asdict(replace(site, day=date.min, addresses_json=json.dumps(addresses, sort_keys=True).encode()))
    kept = {path: hashlib.sha256(data).hexdigest() for path, data in version_files(_cases_of(site)).items()}
    del plain["open_text"]  # the cards' digests say what it would bring
    made_by = shape_digest("site/static")  # a new version of the program brings new pages and scripts
    told = json.dumps([plain, kept, made_by], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _files_of(site: PublicSite) -> dict[str, bytes]:
    """The site, and every version of its cases under its own address."""
    return {**build_site(site), **version_files(_cases_of(site))}


def _cases_of(site: PublicSite) -> list[Case]:
    return [person.case for person in site.people]
