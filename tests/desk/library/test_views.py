# SPDX-License-Identifier: AGPL-3.0-or-later
"""A volunteer's way with a text: brings it, reads it, publishes it; a poisonous file harms nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from restante.desk.library import queries
from restante.desk.library.models import Version
from tests.personas import Desk

SignIn = Callable[[Any], Client]
MUSE = "#title Кто <b>он</b>?\n#author Вера\n#lang ru\n\n<script>alert(1)</script> Слова [1].\n\n[1] Примечание.\n"


def bring(client: Client, data: bytes = MUSE.encode(), name: str = "who.muse", **more: str) -> Any:
    return client.post("/texts/bring", {"files": SimpleUploadedFile(name, data), **more})


def test_a_file_is_brought_read_and_published(desk: Desk, sign_in: SignIn) -> None:
    answer = bring(sign_in(desk.bob))
    assert answer.status_code == 302
    page = sign_in(desk.beth).get(answer["Location"]).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    version = Version.objects.get()
    told = sign_in(desk.beth).post(f"/texts/versions/{version.pk}/publish")
    assert told.status_code == 302
    assert [card.head.title for card in queries.text_cards()] == ["Кто он?"]


def test_whoever_brought_it_is_told_that_somebody_else_reads(desk: Desk, sign_in: SignIn) -> None:
    bring(sign_in(desk.bob))
    answer = sign_in(desk.bob).post(f"/texts/versions/{Version.objects.get().pk}/publish")
    assert answer.status_code == 409
    assert queries.text_cards() == ()


def test_facts_are_corrected_on_the_page(desk: Desk, sign_in: SignIn) -> None:
    bring(sign_in(desk.bob))
    pk = Version.objects.get().pk
    client = sign_in(desk.beth)
    client.post(
        f"/texts/versions/{pk}/",
        {"title": "Кто он", "lang": "ru", "authors": "Вера\r\nЛев", "topics": "тюрьма", "url": "https://example.org/a"},
    )
    text = queries.newest_text(Version.objects.get().entry.slug)
    assert [author.name for author in text.authors] == ["Вера", "Лев"]
    assert (text.topics[0].id, text.provenance.url) == ("tyurma", "https://example.org/a")
    refused = client.post(f"/texts/versions/{pk}/", {"title": "x", "lang": "ru", "url": "javascript:alert(1)"})
    assert refused.status_code == 422


def test_nobody_publishes_what_was_changed_after_he_had_read(desk: Desk, sign_in: SignIn) -> None:
    bring(sign_in(desk.bob))
    version = Version.objects.get()
    reader = sign_in(desk.beth)
    page = reader.get(f"/texts/versions/{version.pk}/").content.decode()
    assert f'name="seen" value="{version.digest}"' in page
    sign_in(desk.bob).post(
        f"/texts/versions/{version.pk}/", {"title": "Кто он?", "lang": "ru", "teaser": "Он живёт на Лесной, 5."}
    )
    answer = sign_in(desk.beth).post(f"/texts/versions/{version.pk}/publish", {"seen": version.digest})
    assert answer.status_code >= 400
    assert queries.text_cards() == ()
    version.refresh_from_db()
    sign_in(desk.beth).post(f"/texts/versions/{version.pk}/publish", {"seen": version.digest})
    assert len(queries.text_cards()) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "a.muse"), (b"PK\x03\x04broken", "a.docx"), (b"%PDF-1.4 broken", "a.pdf"), (bytes(range(256)) * 9, "a.bin")],
)
def test_a_file_that_is_no_text_is_refused_with_a_reason(desk: Desk, sign_in: SignIn, data: bytes, name: str) -> None:
    client = sign_in(desk.bob)
    bring(client, data, name)
    page = client.get("/texts/").content.decode()
    assert 'class="message error' in page
    assert not Version.objects.exists()


def test_no_file_is_told(desk: Desk, sign_in: SignIn) -> None:
    assert sign_in(desk.bob).post("/texts/bring", {}).status_code == 422


def test_a_withdrawal_is_read_by_the_next_edition(desk: Desk, sign_in: SignIn) -> None:
    bring(sign_in(desk.bob))
    version = Version.objects.get()
    sign_in(desk.beth).post(f"/texts/versions/{version.pk}/publish")
    sign_in(desk.beth).post(
        f"/texts/of/{version.entry.slug}/withdraw", {"reason": "Просил автор.", "author_asked": "1"}
    )
    assert [one.reason for one in queries.withdrawn_texts()] == ["Просил автор."]
    bring(sign_in(desk.bob), MUSE.encode() + b"\nmore\n")
    assert Version.objects.count() == 1


def test_only_a_coordinator_lifts_an_authors_wish(desk: Desk, sign_in: SignIn) -> None:
    assert sign_in(desk.bob).get("/texts/authors").status_code == 403
    assert sign_in(desk.alice).get("/texts/authors").status_code == 200


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_room_is_light_however_many_texts(
    desk: Desk, sign_in: SignIn, language: str, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(desk.bob)
    for number in range(3):
        bring(client, MUSE.replace("Кто", f"Кто {number}").encode())
    client.post("/language", {"language": language})
    with django_assert_max_num_queries(15):
        assert client.get("/texts/").status_code == 200
