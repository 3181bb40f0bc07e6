# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole library as it is published, and every kind of file in it changed, emptied, swapped, dropped, added to and
put back to an earlier state: `restante edition verify` names the very file every time.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

from restante.cli.edition import command
from restante.edition.keys import addresses_file, create_organisation_keys, load_edition_keys, read_roots, replace_keys
from restante.edition.letter_keys import ensure_letter_keys
from restante.edition.sign import publish_edition
from restante.site import build_site
from restante.site.verify_page import verify_page
from restante.texts.records import Author, Withdrawn
from tests.edition.conftest import NOW
from tests.edition.test_verify_page import judge
from tests.site.conftest import chromium as chromium  # noqa: PLC0414 -- a fixture of the site's tests
from tests.site.conftest import page as page  # noqa: PLC0414 -- likewise
from tests.site.sample import sample_site
from tests.site.test_texts import TEXTS, with_texts

NAMES = {"ru": "Передача", "en": "Parcel"}
LATER = NOW + timedelta(days=40)
AT = ["--at", LATER.date().isoformat()]


@dataclass(frozen=True)
class Library:
    """An edition on a folder of its own, the one before it, a stranger's of the same pages, and the root to pin."""

    folder: Path
    earlier: Path
    foreign: Path
    root: Path

    def paths(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    def kinds(self) -> dict[str, list[str]]:
        """Every kind of file: by its folder, but for languages, and its ending; those of metadata each for itself."""
        found: dict[str, list[str]] = {}
        for path in self.paths():
            folder, _, name = path.rpartition("/")
            own = folder in {"metadata", "restante"} or not folder
            ending = re.sub(r"^[^.]*?(-a[56])?(?=\.)", r"\1", name)
            kind = path if own else f"{re.sub(r'^(ru|en)(?=/|$)|(?<=search/)[^/]+', '*', folder)}/*{ending}"
            found.setdefault(kind, []).append(path)
        return found


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    home = tmp_path_factory.mktemp("library")
    for owner in ("ours", "stranger"):
        keys_dir = home / owner
        organisation = create_organisation_keys(keys_dir, NAMES, demonstration=False, now=NOW)
        for at, name in ((NOW, "earlier"), (LATER, "edition")):
            if name == "edition":
                shutil.copytree(home / f"{owner}-earlier", home / f"{owner}-edition")
                replace_keys(keys_dir, ["root-2"], at)
            site = with_texts("first") if name == "earlier" else with_texts(*TEXTS)
            gone = Withdrawn("more", "Ещё", "ru", NOW.date(), "Просил автор.")
            texts = {**TEXTS, "first": replace(TEXTS["first"], title=name, authors=(Author("Б", id="b"),))}
            files = build_site(
                replace(
                    site,
                    day=at.date(),
                    organisation=organisation.hex(),
                    root_json=read_roots(keys_dir)[0],
                    letter_keys_json=ensure_letter_keys(keys_dir, organisation, at.date()),
                    addresses_json=addresses_file(organisation, [("one", f"https://{name}.example.org")], at.date()),
                    call_key_json=b'{"key":"%s"}' % name.encode(),
                    mail_key_json=b'{"key":"%s"}' % name.encode(),
                    withdrawn=site.withdrawn if name == "earlier" else (*site.withdrawn, gone),
                    people=sample_site().people[: 2 if name == "earlier" else None],
                    open_text=texts.__getitem__,
                )
            )
            publish_edition(files, keys_dir, home / f"{owner}-{name}", load_edition_keys(keys_dir), at)
    (home / "root.json").write_bytes(read_roots(home / "ours")[0])
    return Library(home / "ours-edition", home / "ours-earlier", home / "stranger-edition", home / "root.json")


def verdict_of(library: Library, *more: str) -> tuple[int, set[tuple[str, str]]]:
    words = ["verify", str(library.folder), "--root", str(library.root), *AT, "--json", *more]
    result = CliRunner().invoke(command, words)
    told = json.loads(result.stdout.splitlines()[-1])
    return result.exit_code, {(problem["kind"], problem["path"]) for problem in told["problems"]}


def _swap(library: Library, path: str) -> Iterator[str]:
    other = next(one for one in (*_siblings(library, path), *library.paths()) if _differs(library.folder, path, one))
    first, second = (library.folder / path).read_bytes(), (library.folder / other).read_bytes()
    (library.folder / path).write_bytes(second)
    (library.folder / other).write_bytes(first)
    yield path
    (library.folder / path).write_bytes(first)
    (library.folder / other).write_bytes(second)


def _siblings(library: Library, path: str) -> list[str]:
    return next(paths for paths in library.kinds().values() if path in paths)


def _differs(folder: Path, path: str, other: str) -> bool:
    return path != other and (folder / path).read_bytes() != (folder / other).read_bytes()


def _write(change: Callable[[bytes], bytes]) -> Callable[[Library, str], Iterator[str]]:
    def tamper(library: Library, path: str) -> Iterator[str]:
        whole = (library.folder / path).read_bytes()
        if change(whole) == whole:
            return
        (library.folder / path).write_bytes(change(whole))
        yield path
        (library.folder / path).write_bytes(whole)

    return tamper


def _drop(library: Library, path: str) -> Iterator[str]:
    aside = library.folder.with_name("aside")
    (library.folder / path).rename(aside)
    yield path
    aside.rename(library.folder / path)


def _add(library: Library, path: str) -> Iterator[str]:
    folder, _, name = path.rpartition("/")
    added = f"{folder}/x{name}".lstrip("/")
    shutil.copyfile(library.folder / path, library.folder / added)
    yield added
    (library.folder / added).unlink()


def _from(other: str) -> Callable[[Library, str], Iterator[str]]:
    def tamper(library: Library, path: str) -> Iterator[str]:
        source: Path = getattr(library, other) / path
        if not source.exists() or source.read_bytes() == (library.folder / path).read_bytes():
            return
        yield from _write(lambda _: source.read_bytes())(library, path)

    return tamper


def _flip(data: bytes) -> bytes:
    half = len(data) // 2
    return data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :] if data else b"x"


TAMPERS: Mapping[str, Callable[[Library, str], Iterator[str]]] = {
    "a bit is changed": _write(_flip),
    "it is emptied": _write(lambda _: b""),
    "a byte is put after it": _write(lambda data: data + b"\n"),
    "it is swapped with another": _swap,
    "it is dropped": _drop,
    "one like it is added": _add,
    "an earlier edition's is put back": _from("earlier"),
    "a stranger's stands in its place": _from("foreign"),
}
ELSEWHERE = {("it is dropped", "metadata/2.root.json"): "metadata/root.json"}
"""Without its number the newest root has nothing to be equal to."""


def test_the_library_has_every_kind_of_file(library: Library) -> None:
    kinds = " ".join(library.kinds())
    for needed in (
        "metadata/1.root.json", "metadata/2.root.json", "metadata/root.json", "metadata/timestamp.json",
        "metadata/2.snapshot.json", "metadata/2.targets.json", "restante/manifest/*.json", "restante/withdrawn.json",
        "restante/letter-keys.json", "restante/addresses.json", "restante/edition.json", "restante/directory.json",
        "texts/*.html", "texts/*.epub", "texts/*.pdf", "texts/*-a5.pdf", "texts/*.md", "*.atom", "opds/", "search/",
        "verify.html", "static/*.css", "static/*.js", ".png",
    ):  # fmt: skip
        assert needed in kinds, kinds
    assert verdict_of(library) == (0, set())


@pytest.mark.parametrize("sentence", TAMPERS)
def test_whatever_the_file_it_is_named_when(sentence: str, library: Library) -> None:
    unnamed, tried = {}, 0
    for kind, (path, *_) in library.kinds().items():
        for named in TAMPERS[sentence](library, path):
            tried += 1
            status, problems = verdict_of(library)
            seen = {problem[1] for problem in problems}
            if status != 4 or ELSEWHERE.get((sentence, path), named) not in seen:
                unnamed[kind] = (status, problems)
    assert unnamed == {}
    assert tried >= (15 if sentence.startswith(("an earlier", "a stranger")) else len(library.kinds()))
    assert verdict_of(library) == (0, set())


def test_the_whole_put_back_is_a_rollback_to_whoever_has_the_newer(library: Library) -> None:
    status, problems = verdict_of(replace(library, folder=library.earlier), "--previous", str(library.folder))
    assert status == 4
    assert ("rollback", "metadata/1.targets.json") in problems


def test_the_whole_of_a_stranger_is_another_organisations(library: Library) -> None:
    status, problems = verdict_of(replace(library, folder=library.foreign))
    assert (status, problems) == (4, {("other-organisation", "metadata/1.root.json")})


@pytest.mark.browser
@pytest.mark.parametrize("path", ["texts/first.epub", "restante/withdrawn.json", "metadata/2.targets.json"])
def test_the_page_that_a_reader_keeps_names_it_too(path: str, library: Library, tmp_path: Path, page: Page) -> None:
    kept = tmp_path / "kept.html"
    site = sample_site(root_json=library.root.read_bytes())
    kept.write_bytes(dict(verify_page(site))["verify.html"])
    assert judge(page, kept, library.folder, LATER) == set()
    for sentence, tamper in TAMPERS.items():
        for named in tamper(library, path):
            problems: Any = judge(page, kept, library.folder, LATER)
            assert named in {problem[1] for problem in problems}, sentence
            assert problems == verdict_of(library)[1], sentence
