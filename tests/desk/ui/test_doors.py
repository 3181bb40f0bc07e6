# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route × every role × every method (T-50): what is not opened stays shut."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from restante.desk.access import store
from restante.desk.ui.doors import Who, door_of
from tests.personas import Desk

STRANGERS = {
    "ui:static", "ui:icon", "access:sign-in", "access:code", "access:enrol", "access:sign-out", "access:welcome",
    "access:language",
}  # fmt: skip
COORDINATORS = {
    "access:volunteers", "access:invite", "access:link", "access:role", "access:reset", "access:stop",
    "access:unlock", "access:lock", "ledger:lines", "people:add", "people:edit", "people:add-facility",
    "people:edit-facility", "cases:decide", "cases:explain",
    "cases:wording", "cases:withdraw", "cases:publish", "cases:hide", "cases:show-copy",
    "cases:withdraw-copy",
}  # fmt: skip
OURS = {"ui", "access", "ledger", "people", "cases", "letters"}
KNOWN = {"letter_id": "0" * 32, "slug": "azat", "pk": 1, "which": "waiting", "token": "x" * 32, "place": 0}
ODD = {
    "name": "desk.css",
    "sha256": "0" * 64,
    "country": "ru",
    "file_pk": 1,
    "number": "1",
    "page": 1,
    "kind": "events",
}


def _routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _routes(each, each.namespace or space)
        else:
            yield f"{space}:{each.name}", each


ROUTES = dict(_routes(get_resolver()))


def _path(name: str) -> str:
    wanted = ROUTES[name].pattern.converters
    return reverse(name, kwargs={key: {**KNOWN, **ODD}.get(key, 1) for key in wanted})


@pytest.mark.parametrize("name", ROUTES)
def test_every_route_declares_its_door(name: str) -> None:
    door = door_of(ROUTES[name].callback)
    assert door is not None
    if name.split(":", maxsplit=1)[0] in OURS:
        expected = Who.STRANGER if name in STRANGERS else Who.COORDINATOR if name in COORDINATORS else Who.VOLUNTEER
        assert door.who is expected
    else:
        assert door.who is not Who.STRANGER


@pytest.mark.parametrize("name", [name for name in ROUTES if name not in STRANGERS])
@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_whatever_the_method(name: str) -> None:
    for method in ("get", "post", "put", "delete"):
        answer = getattr(Client(), method)(_path(name))
        assert answer.status_code == 302, method
        assert answer.headers["Location"].startswith("/sign-in")


def test_a_volunteer_does_not_come_into_coordinators_rooms(desk: Desk, sign_in: Callable[[Any], Client]) -> None:
    client = sign_in(desk.bob)
    inner = [n for n, r in ROUTES.items() if (d := door_of(r.callback)) and d.who is Who.COORDINATOR]
    assert set(inner) >= COORDINATORS
    for name in inner:
        for method in ("get", "post"):
            assert getattr(client, method)(_path(name)).status_code == 403, name


@pytest.mark.parametrize("name", ROUTES)
def test_other_methods_than_declared_are_refused(name: str, desk: Desk, sign_in: Callable[[Any], Client]) -> None:
    door = door_of(ROUTES[name].callback)
    assert door is not None
    client = sign_in(desk.alice)
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - door.methods:
        assert client.generic(method, _path(name)).status_code == 405, method


@pytest.mark.parametrize("name", ROUTES)
def test_no_page_breaks_when_what_it_asks_for_is_not_there(
    name: str, desk: Desk, sign_in: Callable[[Any], Client]
) -> None:
    answer = sign_in(desk.alice).get(_path(name))
    assert answer.status_code < 500
    store.unlock(bytes(32))


@pytest.mark.django_db
def test_a_view_without_a_door_lets_nobody_in(desk: Desk, sign_in: Callable[[Any], Client], settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.desk.ui.doorless"
    assert sign_in(desk.alice).get("/doorless").status_code == 404


@pytest.mark.parametrize("name", [n for n, r in ROUTES.items() if (d := door_of(r.callback)) and not d.while_locked])
def test_rooms_with_sealed_things_say_that_the_desk_is_locked(
    name: str, desk: Desk, sign_in: Callable[[Any], Client]
) -> None:
    door = door_of(ROUTES[name].callback)
    assert door is not None
    client = sign_in(desk.alice)
    store.lock()
    method = "get" if "GET" in door.methods else "post"
    assert getattr(client, method)(_path(name)).status_code == 503


@pytest.mark.parametrize("name", [name for name in ROUTES if name not in STRANGERS])
def test_a_password_without_the_code_opens_nothing(name: str, desk: Desk) -> None:
    client = Client()
    client.post("/sign-in", {"name": "bob", "password": "five unrelated words in a row"})
    assert client.get(_path(name)).headers.get("Location", "").startswith("/sign-in")


def test_every_answer_carries_the_headers(desk: Desk) -> None:
    for path in ("/sign-in", "/nowhere", "/static/ui/desk.css"):
        headers = Client().get(path).headers
        assert "require-trusted-types-for 'script'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert Client().get("/sign-in").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/lists/places/{}/", "/mailroom/runs/{}/files/{}/letters.pdf", "/mailroom/runs/{}/", "/replies/{}/"]
)
def test_a_number_that_no_table_can_hold_names_nothing(path: str, desk: Desk, sign_in: Callable[[Any], Client]) -> None:
    assert sign_in(desk.alice).get(path.replace("{}", "9" * 40)).status_code == 404
