# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of a desk may be read by whoever keeps the machine: it holds no link, no id and no words."""

import io
import logging

import pytest
from django.test import Client

from restante.desk.access import actions
from restante.desk.access.models import Role
from restante.desk.ui.logs import Discreet
from tests.personas import Desk


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the desk says to its terminal, by the handler of its settings."""
    stream = io.StringIO()
    [handler] = [
        each for each in logging.getLogger().handlers if any(isinstance(one, Discreet) for one in each.filters)
    ]
    monkeypatch.setattr(handler, "stream", stream)
    return stream


def test_a_refused_request_leaves_no_one_time_link_in_the_log(desk: Desk, log: io.StringIO) -> None:
    new = actions.create_volunteer(desk.alice, "dora", "Dora", Role.VOLUNTEER, "en")
    path = actions.issue_welcome_link(new, desk.alice)
    assert Client().post(path, {"password": "short", "again": "short"}).status_code == 422
    assert Client().get("/letters/" + "f" * 32 + "/nowhere").status_code == 404
    said = log.getvalue()
    assert "422 POST" in said
    assert path.rsplit("/", 1)[-1] not in said
    assert "f" * 32 not in said


def test_an_exception_leaves_its_class_and_place_and_not_its_words() -> None:
    words = "Dear Azat"
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - any message
        int(words)
    told = (raised.type, raised.value, raised.tb)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", None, told)
    assert Discreet().filter(record)
    said = logging.Formatter("{message}", style="{").format(record)
    assert said.endswith("ValueError")
    assert words not in said


def test_the_servers_own_complaint_says_no_path() -> None:
    record = logging.LogRecord("waitress", logging.ERROR, "", 0, "Exception while serving %s", ("/welcome/x",), None)
    assert Discreet().filter(record)
    assert "/welcome/x" not in record.getMessage()
