# SPDX-License-Identifier: AGPL-3.0-or-later
"""verify.html gives the verdict that the command gives, on the same forgeries; a page of its own, in a real browser."""

import json
import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from restante.edition.format import encode_json
from restante.edition.verify import Kind, known_of, verify_edition
from restante.site.verify_page import verify_page
from tests.edition.forgeries import AZAT, TABLE
from tests.edition.test_form import FOR_EACH, FOR_ROLES, ROLES
from tests.site.conftest import chromium as chromium  # noqa: PLC0414 -- a fixture of the site's tests
from tests.site.conftest import page as page  # noqa: PLC0414 -- likewise
from tests.site.sample import working_site

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any

pytestmark = pytest.mark.browser
NAMES = {"ru": "Передача", "en": "Parcel"}
UNSEEN_BY_A_PAGE = {
    "an empty folder is added": None,
    "a whole tree is added": None,
    "a link is added": None,
    "a page becomes a link to itself": Kind.MISSING,
    "a folder becomes a link": None,
    "a page becomes a folder": Kind.MISSING,
    "the manifest's shard is a link": Kind.MISSING,
    "the manifest's folder is a link": Kind.MISSING,
    "the metadata folder is a link": Kind.MISSING,
    "the timestamp is a link": Kind.MISSING,
    "the timestamp is a folder": Kind.MISSING,
    "the timestamp is a pipe": Kind.MISSING,
    "a page becomes a pipe": Kind.MISSING,
}
"""A page is shown files only: what stands in a file's place is missing to it, an empty folder or a link is nothing."""


@pytest.fixture
def kept(copy: Copy, tmp_path: Path) -> Path:
    """The page of the organisation, on a reader's own disk."""
    path = tmp_path / "kept.html"
    path.write_bytes(dict(verify_page(working_site(root_json=copy.ours.root, name=NAMES)))["verify.html"])
    return path


@pytest.fixture
def asked(page: Page) -> Iterator[list[str]]:
    """What the page asked of a network, and what its policy refused."""
    found: list[str] = []
    page.on("request", lambda request: None if request.url.startswith("file:") else found.append(request.url))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    yield found
    assert found == []


def judge(page: Page, kept: Path, folder: Path, now: datetime, seen: str = "") -> set[tuple[str, str]]:
    page.clock.set_fixed_time(now)
    page.goto(kept.as_uri())
    page.click("#en")
    page.fill("#seen", seen)
    page.set_input_files("#folder", folder)
    expect(page.locator("#verdict")).to_be_visible()
    script = "items => items.map(item => [item.dataset.kind, item.dataset.path])"
    return {(kind, path) for kind, path in page.locator("#verdict li").evaluate_all(script)}


def is_authentic(page: Page) -> bool:
    return page.locator("#verdict").get_attribute("data-authentic") == "true"


@pytest.mark.parametrize("sentence", sorted(TABLE.keys() - {"mail is a link"}))  # to "/": nobody lists all that
def test_it_names_what_the_command_names(
    sentence: str, copy: Copy, kept: Path, page: Page, now: datetime, asked: list[str]
) -> None:
    tamper, kind, path = TABLE[sentence]
    tamper(copy)
    for pipe in [one for one in copy.folder.rglob("*") if stat.S_ISFIFO(os.lstat(one).st_mode)]:
        pipe.unlink()  # no browser lists a pipe
    problems = judge(page, kept, copy.folder, now)
    if sentence in UNSEEN_BY_A_PAGE:
        instead = UNSEEN_BY_A_PAGE[sentence]
        assert instead is None or (instead.value, path) in problems
        return
    assert not is_authentic(page)
    assert problems == {(one.kind.value, one.path) for one in copy.verify().problems}
    assert (kind.value, path) in problems


@pytest.mark.parametrize("role", ROLES)
def test_it_refuses_every_form_that_the_command_refuses(
    role: str, copy: Copy, kept: Path, page: Page, now: datetime
) -> None:
    """Unsigned, so that whatever the page took for sound would be told to be badly signed instead."""
    name = {"root": "1.root.json", **copy.versions()}[role]
    whole = copy.path(f"metadata/{name}").read_bytes()
    changes = {**FOR_EACH, **{sentence: change for sentence, (of, change) in FOR_ROLES.items() if of == role}}
    apart = {}
    for sentence, change in changes.items():
        document = json.loads(whole)
        change(document)
        copy.path(f"metadata/{name}").write_bytes(encode_json(document))
        if (problems := judge(page, kept, copy.folder, now)) != {("malformed", f"metadata/{name}")}:
            apart[sentence] = problems
    assert apart == {}


def test_a_true_copy_is_authentic_and_current(
    copy: Copy, kept: Path, page: Page, now: datetime, asked: list[str]
) -> None:
    assert judge(page, kept, copy.folder, now) == set()
    assert is_authentic(page)
    assert "Authentic: edition 2" in page.inner_text("#verdict")
    assert page.locator("#age").get_attribute("data-expired") == "false"
    page.click("#ru")
    assert "Подлинная: издание 2, Передача" in page.inner_text("#verdict")


def test_a_copy_of_400_days_is_authentic_and_past_its_date(copy: Copy, kept: Path, page: Page, now: datetime) -> None:
    assert judge(page, kept, copy.folder, now + timedelta(days=400)) == set()
    age = page.locator("#age")
    assert is_authentic(page)
    assert (age.get_attribute("data-age"), age.get_attribute("data-expired")) == ("400", "true")


def test_an_older_copy_is_a_rollback_to_whoever_kept_the_line(
    copy: Copy, kept: Path, page: Page, now: datetime
) -> None:
    judge(page, kept, copy.folder, now)
    line = page.input_value("#kept")
    problems = judge(page, kept, copy.earlier, now, line)
    verdict = verify_edition(copy.earlier, copy.ours.root, now, known_of(copy.folder))
    assert problems == {(one.kind.value, one.path) for one in verdict.problems}
    assert ("rollback", "metadata/1.targets.json") in judge(page, kept, copy.earlier, now, "2")
    assert judge(page, kept, copy.folder, now, line) == set()


def test_another_root_of_the_readers_choice_counts(copy: Copy, kept: Path, page: Page, now: datetime) -> None:
    page.clock.set_fixed_time(now)
    page.goto(kept.as_uri())
    page.click("summary")
    page.fill("#root-text", copy.stranger.root.decode())
    page.locator("#root-text").blur()
    expect(page.locator("#pinned")).to_contain_text(copy.stranger.id.hex())
    page.set_input_files("#folder", copy.foreign)
    expect(page.locator("#verdict")).to_be_visible()
    assert is_authentic(page)
    page.fill("#root-text", "{}")
    page.locator("#root-text").blur()
    expect(page.locator("#root-trouble")).to_be_visible()


def test_a_page_without_a_root_says_that_only_consistency_was_checked(
    copy: Copy, kept: Path, page: Page, now: datetime
) -> None:
    kept.write_bytes(dict(verify_page(working_site()))["verify.html"])
    assert judge(page, kept, copy.folder, now) == {("not-pinned", "")}
    assert not is_authentic(page)


def test_a_strangers_file_name_turns_no_line_around(copy: Copy, kept: Path, page: Page, now: datetime) -> None:
    copy.path("\u202egnp.exe").write_bytes(b"x")
    judge(page, kept, copy.folder, now)
    assert "\\u{202e}gnp.exe" in page.inner_text("#verdict")


def test_a_browser_that_cannot_do_it_says_so(kept: Path, page: Page) -> None:
    page.add_init_script("Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined })")
    page.goto(kept.as_uri())
    page.click("#en")
    expect(page.locator("#trouble")).to_contain_text("no cryptography")
    expect(page.locator("#folder")).to_be_disabled()


def test_a_large_file_is_read_in_pieces_and_a_late_byte_is_seen(
    copy: Copy, kept: Path, page: Page, now: datetime
) -> None:
    large = bytes(range(256)) * 40_000
    copy.ours.publish(copy.folder, now, texts__large_pdf=large)
    assert judge(page, kept, copy.folder, now) == set()
    copy.change("texts/large.pdf", lambda data: data[:-1] + b"\0")
    assert judge(page, kept, copy.folder, now) == {("changed", "texts/large.pdf")}
    copy.change(AZAT, lambda data: data + b" ")
    assert judge(page, kept, copy.folder, now) == {("changed", "texts/large.pdf"), ("changed", AZAT)}
