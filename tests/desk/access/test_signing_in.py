# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sign-in as people do it: both proofs, one-time links, sessions that end when they must, brakes that stop guessing."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from restante.desk.access import actions, brakes, totp
from restante.desk.access.models import Brake, RecoveryCode, Role, Volunteer, WelcomeLink
from restante.desk.access.queries import digest_of
from restante.desk.ledger.models import Entry
from tests.personas import PASSWORD, Desk

SignIn = Callable[[Any], Client]
NEW = "quite another row of words"


def enrol(volunteer: Volunteer) -> bytes:
    """Give the volunteer a confirmed app; returns its secret."""
    secret = totp.new_secret()
    kept = totp.keep(secret, volunteer.pk)
    Volunteer.objects.filter(pk=volunteer.pk).update(totp_secret=kept, totp_confirmed=True, totp_last_step=0)
    volunteer.refresh_from_db()
    return secret


def code_now(secret: bytes, ahead: int = 0) -> str:
    """What the app shows."""
    return totp.code_at(secret, int(time.time()) // 30 + ahead)


def give_password(client: Client, name: str = "bob", password: str = PASSWORD) -> Any:
    """The first page."""
    return client.post("/sign-in", {"name": name, "password": password})


def is_in(client: Client) -> bool:
    """Whether the home page opens."""
    return client.get("/").status_code == 200


def test_password_and_code_open_the_desk_and_a_code_is_good_once(desk: Desk) -> None:
    secret = enrol(desk.bob)
    first, second = Client(), Client()
    assert give_password(first).headers["Location"] == "/sign-in/code"
    assert first.post("/sign-in/code", {"code": code_now(secret)}).status_code == 302
    assert is_in(first)
    give_password(second)
    assert second.post("/sign-in/code", {"code": code_now(secret)}).status_code == 422
    assert not is_in(second)


def test_at_a_desk_restored_without_its_secret_recovery_codes_still_open(desk: Desk, settings: Any) -> None:
    secret, client = enrol(desk.bob), Client()
    RecoveryCode.objects.create(volunteer=desk.bob, digest=digest_of("a" * 20))
    settings.SECRET_KEY = "another desk's"
    give_password(client)
    assert client.post("/sign-in/code", {"code": code_now(secret)}).status_code == 422
    assert not is_in(client)
    client.post("/sign-in/code", {"code": "aaaaa-aaaaa-aaaaa-aaaaa"})
    assert is_in(client)
    Volunteer.objects.filter(pk=desk.bob.pk).update(totp_confirmed=False)
    begun = Client()
    give_password(begun)
    assert begun.get("/sign-in/app").status_code == 200


def test_digits_of_another_script_are_a_wrong_code_and_no_fault(desk: Desk) -> None:
    enrol(desk.bob)
    client = Client()
    give_password(client)
    assert client.post("/sign-in/code", {"code": "١٢٣٤٥٦"}).status_code == 422


def test_the_session_changes_its_name_at_each_proof(desk: Desk) -> None:
    secret, client = enrol(desk.bob), Client()
    client.get("/sign-in")
    client.post("/language", {"language": "en"})
    names = [client.cookies["restante"].value]
    give_password(client)
    names.append(client.cookies["restante"].value)
    client.post("/sign-in/code", {"code": code_now(secret)})
    names.append(client.cookies["restante"].value)
    assert len(set(names)) == 3
    assert client.cookies["restante"]["httponly"]
    assert client.cookies["restante"]["samesite"] == "Strict"


def test_over_https_cookies_are_host_cookies(desk: Desk) -> None:
    client = Client()
    answer = client.post("/sign-in", {"name": "bob", "password": PASSWORD}, secure=True)
    assert set(answer.cookies) == {"__Host-restante"}
    assert answer.cookies["__Host-restante"]["secure"]
    assert answer.cookies["__Host-restante"]["path"] == "/"
    assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("name", ["bob", "nobody"])
def test_a_wrong_password_and_an_unknown_name_read_alike(name: str, desk: Desk) -> None:
    answer = give_password(Client(), name, "not the right words")
    assert answer.status_code == 422
    assert "Name and password do not belong together." in answer.content.decode()


def test_a_stopped_volunteer_does_not_come_in_with_the_right_password(desk: Desk) -> None:
    actions.stop_volunteer(desk.bob, desk.alice)
    assert give_password(Client()).status_code == 422


EVENTS: dict[str, Callable[[Desk], object]] = {
    "the password changes": lambda desk: actions.change_password(desk.bob, NEW),
    "the role changes": lambda desk: actions.change_role(desk.bob, Role.COORDINATOR, desk.alice),
    "the codes are reset": lambda desk: actions.reset_codes(desk.bob, desk.alice),
    "access is ended": lambda desk: actions.stop_volunteer(desk.bob, desk.alice),
    "a one-time link sets a password": lambda desk: actions.welcome(
        actions.issue_welcome_link(desk.bob).rsplit("/", 1)[1], NEW
    ),
}


@pytest.mark.parametrize("event", EVENTS)
def test_every_session_ends_when(event: str, desk: Desk, sign_in: SignIn) -> None:
    browsers = [sign_in(desk.bob), sign_in(desk.bob)]
    assert all(map(is_in, browsers))
    EVENTS[event](desk)
    assert not any(map(is_in, browsers))


def test_a_session_ends_after_twelve_hours_of_use(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    session = client.session
    session["since"] = int(time.time()) - 12 * 3600 - 1
    session.save()
    assert not is_in(client)


def test_half_an_hour_without_work_ends_the_session(desk: Desk, sign_in: SignIn, settings: Any) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    client = sign_in(desk.bob)
    left = Session.objects.get(session_key=client.session.session_key).expire_date - timezone.now()
    assert 29 * 60 < left.total_seconds() <= 30 * 60


@pytest.mark.django_db(transaction=True)
def test_of_twenty_sign_ins_with_one_code_one_passes() -> None:
    from tests.personas import make_desk

    bob = make_desk().bob
    code = code_now(enrol(bob))
    passed, start = [], threading.Barrier(20)

    def try_it(number: int) -> None:
        start.wait()
        try:
            actions.prove_code(Volunteer.objects.get(pk=bob.pk), code, f"device {number}")
            passed.append(number)
        except actions.CodeRefused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 1


@pytest.mark.django_db(transaction=True)
def test_of_twelve_guesses_at_the_same_moment_only_the_free_ones_are_looked_at() -> None:
    from tests.personas import make_desk

    bob = make_desk().bob
    enrol(bob)
    looked_at, start = [], threading.Barrier(12)

    def guess(number: int) -> None:
        start.wait()
        try:
            actions.prove_code(Volunteer.objects.get(pk=bob.pk), "not a code", "one device")
        except actions.CodeRefused:
            looked_at.append(number)
        except brakes.TooManyTries:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) == brakes.FREE_TRIES


def test_a_link_is_good_once_and_only_setting_the_password_spends_it(desk: Desk) -> None:
    new = actions.create_volunteer(desk.alice, "dora", "Dora", Role.VOLUNTEER, "en")
    path = actions.issue_welcome_link(new)
    assert Client().get(path).status_code == 200
    client = Client()
    answer = client.post(path, {"password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/sign-in/app"
    assert Client().post(path, {"password": NEW, "again": NEW}).status_code == 410
    assert give_password(Client(), "dora", NEW).headers["Location"] == "/sign-in/app"


def test_a_newer_link_voids_the_older(desk: Desk) -> None:
    older, newer = (actions.issue_welcome_link(desk.bob) for _ in range(2))
    assert Client().get(older).status_code == 410
    assert Client().get(newer).status_code == 200


def test_whoever_has_no_password_gets_a_path_at_the_start(desk: Desk) -> None:
    actions.create_volunteer("founding", "dora", "Dora", Role.COORDINATOR, "ru")
    assert [name for name, _ in actions.welcome_paths()] == ["dora"]


def test_the_app_is_set_up_and_ten_recovery_codes_open_once_each(desk: Desk) -> None:
    actions.reset_codes(desk.bob, desk.alice)
    client = Client()
    give_password(client)
    page = client.get("/sign-in/app").content.decode()
    assert "<svg" in page
    assert client.get("/sign-in/app").content.decode().count("Later") == 0
    desk.bob.refresh_from_db()
    secret = totp.fetch(bytes(desk.bob.totp_secret), desk.bob.pk)
    shown = client.post("/sign-in/app", {"code": code_now(secret)}).content.decode()
    codes = re.findall(r"<code>([a-z0-9-]{23})</code>", shown)
    assert len(codes) == 10
    assert is_in(client)
    other = Client()
    give_password(other)
    assert other.post("/sign-in/code", {"code": codes[0].upper()}).status_code == 302
    again = Client()
    give_password(again)
    assert again.post("/sign-in/code", {"code": codes[0]}).status_code == 422


def test_setting_up_the_app_may_wait_in_a_demonstration_and_not_elsewhere(desk: Desk, settings: Any) -> None:
    actions.reset_codes(desk.bob, desk.alice)
    client = Client()
    give_password(client)
    client.post("/sign-in/app", {"later": "1"})
    assert not is_in(client)
    settings.RESTANTE = replace(settings.RESTANTE, demonstration=True)
    client.post("/sign-in/app", {"later": "1"})
    assert is_in(client)


def test_strangers_who_guess_stop_strangers_and_not_the_volunteer_at_her_own_machine(desk: Desk) -> None:
    secret, own = enrol(desk.bob), Client()
    give_password(own)
    own.post("/sign-in/code", {"code": code_now(secret)})
    own.post("/sign-out")
    for _ in range(brakes.FREE_TRIES):
        give_password(Client(), "bob", "not the right words")
    refused = give_password(Client())
    assert refused.status_code == 422
    assert "Too many tries" in refused.content.decode()
    assert give_password(own).headers["Location"] == "/sign-in/code"


def test_guessing_that_met_the_brake_is_told_in_the_ledger(desk: Desk) -> None:
    def refused() -> list[str]:
        return [line.actor for line in Entry.objects.filter(verb="volunteer.refused")]

    for _ in range(brakes.FREE_TRIES - 1):
        give_password(Client(), "bob", "not the right words")
        give_password(Client(), "nobody", "not the right words")
    assert refused() == []
    give_password(Client(), "bob", "not the right words")
    give_password(Client(), "nobody", "not the right words")
    assert refused() == ["bob"]
    enrol(desk.beth)
    client = Client()
    give_password(client, "beth")
    for _ in range(brakes.FREE_TRIES):
        client.post("/sign-in/code", {"code": "000000"})
    assert refused() == ["bob", "beth"]


def test_what_strangers_leave_at_the_first_page_goes_with_time(desk: Desk, sign_in: SignIn) -> None:
    Client().get("/sign-in")
    own = sign_in(desk.bob)
    give_password(Client(), "nobody", "not the right words")
    Session.objects.exclude(pk=own.session.session_key).update(expire_date=timezone.now() - timedelta(hours=1))
    actions.issue_welcome_link(desk.beth)
    for _ in range(brakes.FREE_TRIES):
        give_password(Client(), "bob", "not the right words")
    actions.forget_past_sign_ins(timezone.now())
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()
    assert [row.account for row in Brake.objects.all()] == [digest_of("bob")]
    assert is_in(own)
    actions.forget_past_sign_ins(timezone.now() + timedelta(days=actions.LINK_DAYS, seconds=1))
    assert (WelcomeLink.objects.count(), Brake.objects.count(), Session.objects.count()) == (0, 0, 0)


def test_after_a_sign_out_nothing_opens_and_the_browser_forgets(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    answer = client.post("/sign-out")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert not is_in(client)


def test_the_way_on_after_sign_in_never_leads_elsewhere(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.bob)
    for path in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"):
        assert client.get("/sign-in", {"next": path}).headers["Location"] == "/"
    assert client.get("/sign-in", {"next": "/letters/"}).headers["Location"] == "/letters/"


def test_what_cannot_be_taken_back_asks_for_the_password_again(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    session = client.session
    session["confirmed"] = int(time.time()) - 301
    session.save()
    answer = client.post(f"/volunteers/{desk.bob.pk}/stop")
    assert answer.headers["Location"].startswith("/account/confirm")
    desk.bob.refresh_from_db()
    assert desk.bob.is_active
    client.post("/account/confirm", {"password": PASSWORD})
    client.post(f"/volunteers/{desk.bob.pk}/stop")
    desk.bob.refresh_from_db()
    assert not desk.bob.is_active


@pytest.mark.parametrize(
    "path", ["/publishing/publish", "/publishing/replies/1/withdraw", f"/intake/{'0' * 64}/drop", "/volunteers/invite"]
)
def test_editions_and_deletions_ask_for_the_password_again(path: str, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.alice)
    assert "/account/confirm" not in client.post(path).headers.get("Location", "")
    session = client.session
    session["confirmed"] = int(time.time()) - 301
    session.save()
    assert client.post(path).headers["Location"].startswith("/account/confirm")


def test_the_last_coordinator_stays(desk: Desk, sign_in: SignIn) -> None:
    with pytest.raises(actions.LastCoordinator):
        actions.change_role(desk.alice, Role.VOLUNTEER, desk.alice)


def test_a_form_without_its_token_is_refused(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in", {"name": "bob", "password": PASSWORD}).status_code == 403


def test_the_ledger_tells_of_sign_ins_without_a_password_in_it(desk: Desk) -> None:
    secret, client = enrol(desk.bob), Client()
    give_password(client)
    client.post("/sign-in/code", {"code": code_now(secret)})
    assert Entry.objects.filter(verb="volunteer.signed_in", actor="bob").count() == 1
