# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stranger's request stays small, whatever it says of itself; a volunteer's scans come through."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from waitress.adjustments import Adjustments

from restante.desk.access.bodies import STRANGERS, DeskParser
from tests.personas import PASSWORD, Desk

pytestmark = pytest.mark.django_db
LARGE = f"Content-Length: {100 * STRANGERS}"


def refused(cookie: str, length: str = LARGE, body: bytes = b"") -> bool:
    """Whether waitress ends the request before its body has come."""
    parser = DeskParser(Adjustments(max_request_body_size=160 * STRANGERS))
    head = f"POST /replies/upload HTTP/1.1\r\nHost: x\r\n{cookie and f'Cookie: {cookie}'}\r\n{length}\r\n\r\n"
    parser.received(head.replace("\r\n\r\nC", "\r\nC").replace("\r\n\r\nT", "\r\nT").encode())
    if body:
        parser.received(body)
    ended = bool(parser.completed and parser.error is not None and parser.error.code == 413)
    parser.close()
    return ended


def test_a_strangers_large_body_is_refused_by_its_head(desk: Desk) -> None:
    begun = Client()
    begun.post("/sign-in", {"name": "bob", "password": PASSWORD})
    half = begun.session.session_key
    for cookie in ("", "restante=x", "restante=" + "9" * 32, "a; =; restante", f"restante={half}"):
        assert refused(cookie), cookie


def test_a_strangers_small_body_comes_through(desk: Desk) -> None:
    assert not refused("", f"Content-Length: {STRANGERS - 1}")


def test_a_strangers_body_without_a_length_ends_at_the_same_limit(desk: Desk) -> None:
    chunk = b"%x\r\n" % STRANGERS + b"a" * STRANGERS + b"\r\n"
    assert not refused("", "Transfer-Encoding: chunked", b"1\r\na\r\n")
    assert refused("", "Transfer-Encoding: chunked", chunk)


@pytest.mark.parametrize("name", ["restante", "__Host-restante"])
def test_a_volunteers_scans_come_through_while_the_session_lasts(
    desk: Desk, sign_in: Callable[[Any], Client], name: str
) -> None:
    key = sign_in(desk.bob).session.session_key
    assert not refused(f"device=x; {name}={key}")
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    assert refused(f"device=x; {name}={key}")
