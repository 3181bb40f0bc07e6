# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page, an archive of it, and a copy that everybody may know of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from restante.cases.captures import Exchange, write_warc
from restante.desk.access import store
from restante.desk.cases.actions import capturing
from restante.desk.cases.actions.deciding import decide
from restante.desk.cases.models import Capture, Claim, Source
from tests.personas import Desk

SignIn = Callable[[Any], Client]


LINK = "https://news.example/court"


WORDS = "его задержали у дверей"


CANARY = "zq7canaryzq7"


PAGE = (
    f"<!doctype html><meta charset=utf-8><title>{CANARY}</title><h1>Заседание отложено ещё раз</h1>"
    f"<p>Вечером {WORDS}, сказал адвокат. Заседание отложили. {CANARY}"
).encode()


def archive(body: bytes = PAGE, moment: str = "2024-03-05T10:20:30Z") -> bytes:
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return write_warc([Exchange(LINK + "?session=" + CANARY, moment, [], 200, "OK", headers, body)], CANARY)


ARCHIVE = archive()


def blobs() -> list[Path]:
    return [store._place(name) for name in store.sealed_names()]


def outcomes(capture: Capture) -> list[str]:
    return [one.outcome for one in capture.lookups.all()]


def shown(desk: Desk, claim: Claim, source: Source) -> Capture:
    desk.azat.is_public, desk.azat.ground = True, "public_record"
    desk.azat.save()
    kept = capturing.keep_copy(source, desk.bob, ARCHIVE, tool=CANARY)
    claim.refresh_from_db()
    decide(claim, desk.alice, publication="source_attributed", status="alleged", answer="Seen.")
    source.refresh_from_db()
    return capturing.show_copy(Capture.objects.get(pk=kept.pk), desk.alice)
