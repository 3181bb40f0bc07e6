# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk answers under its own names, whoever points another name at it."""

from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

NAME = "desk.example.org"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8401", 200),
        ("127.0.0.1:8401", 200),
        ("[::1]:8401", 200),
        ("rebound.example.com", 400),
        ("desk.example.org", 400),
        ("localhost.example.com", 400),
        ("127.0.0.1.nip.io:8401", 400),
        ("", 400),
    ],
)
def test_a_name_that_somebody_points_at_this_machine_is_refused(host: str, status: int) -> None:
    answer = Client().get(reverse("access:sign-in"), headers={"host": host})
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert (status == 400) == (not answer.cookies)


@pytest.fixture
def proxied(settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = [NAME]
    settings.RESTANTE = replace(settings.RESTANTE, desk_hosts=(NAME,))


@pytest.mark.django_db
@pytest.mark.usefixtures("proxied")
def test_behind_the_groups_own_proxy_cookies_are_for_https_only() -> None:
    answer = Client().get(reverse("access:sign-in"), headers={"host": NAME})
    assert answer.headers["Strict-Transport-Security"]
    assert all(name.startswith("__Host-") and told["secure"] for name, told in answer.cookies.items())


@pytest.mark.django_db
@pytest.mark.usefixtures("proxied")
@pytest.mark.parametrize(("origin", "status"), [(f"https://{NAME}", 422), ("https://elsewhere.example", 403)])
def test_behind_the_groups_own_proxy_only_a_form_of_its_own_page_is_taken(origin: str, status: int) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"host": NAME})
    page = browser.get(reverse("access:sign-in"))
    sent = {"csrfmiddlewaretoken": str(page.context["csrf_token"]), "name": "x", "password": "y"}
    answer = browser.post(reverse("access:sign-in"), sent, headers={"host": NAME, "origin": origin})
    assert answer.status_code == status
