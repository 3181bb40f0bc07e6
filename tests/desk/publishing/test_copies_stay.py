# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of a copy of a source an edition holds its hash and its days; of its words, link, tool and hour it holds nothing."""

import gzip
from typing import Any

import pytest

from restante.cases.captures import Exchange, write_warc
from restante.config import Config
from restante.desk.access import store
from restante.desk.cases.actions import capturing
from restante.desk.cases.actions.deciding import decide
from restante.desk.cases.actions.entering import enter
from restante.desk.cases.models import Capture, Claim
from restante.desk.publishing.building import public_files
from tests.cases.captures.authority import Authority
from tests.desk.publishing.test_canary import CANARY, readable
from tests.personas import Desk

WORDS = "его задержали у дверей"
PAGE = (
    f"<title>{CANARY}</title><p>{CANARY} и ещё очень много других слов. "
    f"Вечером {WORDS}, и вот что ещё сказали потом: {CANARY}"
)
LINK = "https://news.example/court"


@pytest.fixture
def kept(desk: Desk, public_azat: Any) -> Capture:
    """Shown as far as a copy ever is, and stamped."""
    clock = Authority()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", CANARY)]
    one = Exchange(f"{LINK}?session={CANARY}", "2024-03-05T10:20:30Z", [("User-Agent", CANARY)], 200, "OK", headers,
                   PAGE.encode())  # fmt: skip
    data = write_warc([one], CANARY)
    _event, claim = enter(
        public_azat, desk.bob, when=None, what={"en": "He was detained."}, link=LINK, quotation=WORDS, lang="ru"
    )
    made = capturing.keep_copy(claim.citations.get().source, desk.bob, data, tool=CANARY)
    capturing.stamp_copy(made, desk.bob, clock.answer(data), clock.root)
    claim = Claim.objects.get(pk=claim.pk)
    decide(claim, desk.alice, publication="source_attributed", status="alleged", answer="Seen.")
    made.refresh_from_db()
    made.team_note = CANARY
    made.save()
    capturing.show_copy(Capture.objects.select_related("person", "source").get(pk=made.pk), desk.alice)
    return Capture.objects.get(pk=made.pk)


def test_no_byte_of_a_copy_is_in_any_file_of_an_edition(kept: Capture, config: Config) -> None:
    data, sealed = store.read_sealed(kept.blob), store._place(kept.blob).read_bytes()
    told = 0
    for path, file in public_files(config).items():
        words = readable(path, file)
        assert CANARY not in words, path
        assert "10:20:30" not in words, path
        assert kept.blob not in words, path
        for piece in (data[:64], sealed[:64], gzip.decompress(data)[:64]):
            assert piece not in file, path
        told += kept.sha256 in words and "2024" in words
    assert told
