# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk and a gate over a real socket: publishing, mail, acknowledging, and whoever else tries it."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from restante.calls.client import GateClient
from restante.calls.errors import CallRefused, ClockSkewed, GateRefused, GateUnreachable
from restante.calls.receiving import MOST_METADATA
from restante.calls.signature import sign_call
from restante.edition.keys import load_call_key, load_edition_keys, load_mail_signer, read_roots
from restante.edition.sign import refresh_dates
from restante.gate.app import Application
from restante.gate.config import GateConfig
from restante.gate.state import OFFERS
from restante.seal.mail import publish_mail, seal_blob

from .conftest import Listening, Organisation

Open = Callable[..., Listening]


def test_a_new_gate_says_that_nothing_is_published_and_takes_only_an_edition(
    open_gate: Open, organisation: Organisation, tmp_path: Path
) -> None:
    opened = open_gate(organisation)
    for method, path in [("GET", "/"), ("POST", "/letterbox"), ("GET", "/plain/ru/write"), ("GET", "/calls/letterbox")]:
        assert opened.client.request(method, path, content=b"x" if method == "POST" else None).status_code == 503
    page = opened.client.get("/").text
    assert 'lang="ru"' in page
    assert 'lang="en"' in page
    assert opened.desk.health().edition is None
    opened.desk.publish(organisation.publish(tmp_path / "edition"))
    assert opened.desk.health().edition == 1
    assert opened.client.get("/").status_code == 200


def test_only_what_changed_is_sent(
    gate: Listening, organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    original = gate.desk._ask

    def ask(method: str, path: str, **rest: Any) -> bytes:
        sent.extend([path] if method == "PUT" else [])
        return original(method, path, **rest)

    monkeypatch.setattr(gate.desk, "_ask", ask)
    gate.desk.publish(organisation.publish(tmp_path / "edition", en_new=b"text"))
    assert sorted(sent) == [
        "/calls/edition/en/new",
        "/calls/edition/restante/edition.json",
        "/calls/edition/restante/manifest/000.json",
    ]
    assert gate.client.get("/en/new").text == "text"


def test_renewed_dates_are_taken_and_the_same_edition_again_is_no_work(
    gate: Listening, organisation: Organisation, tmp_path: Path
) -> None:
    edition = tmp_path / "edition"
    gate.desk.publish(edition)
    before = gate.client.get("/metadata/timestamp.json").content
    keys = load_edition_keys(organisation.keys)
    refresh_dates(edition, read_roots(organisation.keys), keys, organisation.now + timedelta(days=1))
    gate.desk.publish(edition)
    assert gate.client.get("/metadata/timestamp.json").content != before


def test_the_page_before_is_kept_one_edition_long(gate: Listening, organisation: Organisation, tmp_path: Path) -> None:
    for number in range(3):
        gate.desk.publish(organisation.publish(tmp_path / "edition", en_new=bytes([number])))
    assert len([f for f in (gate.home / "published").iterdir() if f.is_dir() and f.suffix != ".gz"]) == 2


def test_an_older_edition_is_refused(gate: Listening, organisation: Organisation, tmp_path: Path) -> None:
    old = tmp_path / "old"
    (tmp_path / "edition").rename(old)
    import shutil

    shutil.copytree(old, tmp_path / "edition")
    gate.desk.publish(organisation.publish(tmp_path / "edition", en_new=b"new"))
    with pytest.raises(GateRefused):
        gate.desk.publish(old)
    assert gate.client.get("/en/new").text == "new"


def test_another_organisations_edition_is_refused(gate: Listening, tmp_path: Path) -> None:
    other = Organisation(tmp_path / "other")
    with pytest.raises(GateRefused):
        gate.desk.publish(other.publish(tmp_path / "theirs"))
    assert gate.desk.health().edition == 1


def test_a_demonstration_is_refused_off_loopback(open_gate: Open, tmp_path: Path) -> None:
    invented = Organisation(tmp_path / "invented", demonstration=True)
    opened = open_gate(invented, loopback=False)
    with pytest.raises(GateRefused):
        opened.desk.publish(invented.publish(tmp_path / "demonstration"))
    assert opened.client.get("/").status_code == 503


def offer(gate: Listening, edition: Path, **changes: bytes) -> list[dict[str, object]]:
    metadata = {file.name: file.read_bytes() for file in (edition / "metadata").iterdir()}
    metadata |= {name.replace("_", "."): data for name, data in changes.items()}
    body = {"metadata": {name: base64.b64encode(data).decode() for name, data in metadata.items()}}
    answer = gate.client.post("/calls/edition", json=body)
    return list(answer.json().get("missing", [])) if answer.status_code == 200 else [{"status": answer.status_code}]


def test_a_changed_file_never_gets_in_and_the_old_edition_is_served_meanwhile(
    gate: Listening, organisation: Organisation, tmp_path: Path
) -> None:
    edition = organisation.publish(tmp_path / "edition", en_new=b"new")
    for file in offer(gate, edition):
        path = str(file["path"])
        gate.client.put(f"/calls/edition/{path}", content=(edition / path).read_bytes())
    assert {file["path"] for file in offer(gate, edition)} == {"restante/edition.json", "en/new"}
    assert gate.client.put("/calls/edition/en/new", content=b"bad").status_code == 422
    assert gate.client.put("/calls/edition/en/new", content=b"longer than signed").status_code == 413
    assert gate.client.get("/health").json()["edition"] == 1
    gate.desk.publish(edition)
    assert gate.client.get("/en/new").text == "new"


@pytest.mark.parametrize(
    "path",
    ["index.html", "../root.json", "..%2froot.json", "en/other", "restante/../../root.json", "metadata/root.json"],
)
def test_a_file_that_nobody_asked_for_is_refused(gate: Listening, path: str) -> None:
    answer = gate.client.put(f"/calls/edition/{path}", content=b"x")
    assert (answer.status_code, answer.json()["code"]) in {(404, "not-asked"), (401, "call-refused")}


def test_metadata_that_is_not_signed_is_refused(gate: Listening, organisation: Organisation, tmp_path: Path) -> None:
    edition = organisation.publish(tmp_path / "edition", en_new=b"new")
    timestamp = (edition / "metadata" / "timestamp.json").read_bytes()
    for spoiled in (b"", b"{}", b"[" * 7000, timestamp.replace(b'"version":2', b'"version":3')):
        assert offer(gate, edition, timestamp_json=spoiled) == [{"status": 422}]
    assert offer(gate, edition, **{"..": b"x"}) == [{"status": 422}]
    assert gate.client.post("/calls/edition", json={"metadata": {"../x.json": ""}}).status_code == 422
    for body in (b"", b"[]", b"{}", b'{"metadata": 1}', b'{"metadata": {"root.json": "?"}}', b"[" * 100_000):
        assert gate.client.post("/calls/edition", content=body).status_code in {400, 422}
    assert gate.desk.health().edition == 1


def test_nothing_of_an_offer_is_written_before_its_signatures_hold(
    gate: Listening, organisation: Organisation, tmp_path: Path
) -> None:
    edition = organisation.publish(tmp_path / "edition", en_new=b"new")
    timestamp = (edition / "metadata" / "timestamp.json").read_bytes()
    unsigned = timestamp.replace(b'"version":2', b'"version":3')
    before = {path for path in gate.home.rglob("*") if "sqlite3" not in path.name}
    many = {f"{number}_root_json": b"" for number in range(2, MOST_METADATA)}
    for extra in ({}, many, many | {f"{MOST_METADATA + n}_root_json": b"" for n in range(9)}):
        assert offer(gate, edition, timestamp_json=unsigned, **extra) == [{"status": 422}]
    assert {path for path in gate.home.rglob("*") if "sqlite3" not in path.name} == before


def test_metadata_that_no_signature_names_is_left_aside(
    gate: Listening, organisation: Organisation, tmp_path: Path
) -> None:
    edition = organisation.publish(tmp_path / "edition", en_new=b"new")
    assert offer(gate, edition, **{"9_snapshot_json": b"x", "7_root_json": b"x"}) != [{"status": 422}]
    arrived = {file.name for file in (gate.home / "arriving" / "metadata").iterdir()}
    assert arrived == {file.name for file in (edition / "metadata").iterdir()}
    gate.desk.publish(edition)
    assert gate.desk.health().edition == 2


@pytest.mark.parametrize("left", [b"", b"\0\0\0", b"..", b"1.1/..", b"\xff", b"9.9"])
def test_a_gate_whose_power_failed_starts_and_takes_the_edition_anew(
    open_gate: Open, organisation: Organisation, tmp_path: Path, left: bytes
) -> None:
    first = open_gate(organisation)
    first.desk.publish(organisation.publish(tmp_path / "edition"))
    (first.home / "published" / "current").write_bytes(left)
    again = open_gate(organisation)
    assert again.client.get("/index.html").status_code == 503
    again.desk.publish(tmp_path / "edition")
    assert again.client.get("/index.html").status_code == 200


def test_what_was_served_is_verified_again_at_the_next_start(
    gate: Listening, tmp_path: Path, open_gate: Open, organisation: Organisation
) -> None:
    assert open_gate(organisation, home="gate").desk.health().edition == 1
    [folder] = [f for f in (gate.home / "published").iterdir() if f.is_dir() and f.suffix != ".gz"]
    (folder / "index.html").write_bytes(b"forged")
    assert open_gate(organisation, home="gate").desk.health().edition is None


def mail(organisation: Organisation, number: int, blobs: int = 0) -> dict[str, bytes]:
    files = publish_mail([], number, date(2026, 1, 2), organisation.id, load_mail_signer(organisation.keys))
    for _ in range(blobs):
        name, _key, blob = seal_blob([("image/png", b"x")])
        files[f"blobs/{name}"] = blob
    return files


def test_mail_is_served_and_an_older_one_refused(gate: Listening, organisation: Organisation) -> None:
    files = mail(organisation, 5, blobs=2)
    gate.desk.publish_mail(files)
    gate.desk.publish_mail(files)
    for path, data in files.items():
        answer = gate.client.get(f"/mail/{path}")
        assert (answer.content, answer.headers["cache-control"]) == (data, "no-store")
    for number in (4, 5):
        with pytest.raises(GateRefused):
            gate.desk.publish_mail(mail(organisation, number))


def test_two_publications_are_kept_and_a_blob_stays_one_longer_than_its_name(
    gate: Listening, organisation: Organisation
) -> None:
    first = mail(organisation, 1, blobs=1)
    [blob] = [path for path in first if path.startswith("blobs/")]
    gate.desk.publish_mail(first)
    statuses = []
    for number in (2, 3, 4):
        gate.desk.publish_mail(mail(organisation, number))
        statuses.append((gate.client.get("/mail/1/0000.bin").status_code, gate.client.get(f"/mail/{blob}").status_code))
    assert statuses == [(200, 200), (404, 404), (404, 404)]


def test_mail_signed_by_another_key_is_refused(gate: Listening, organisation: Organisation, tmp_path: Path) -> None:
    other = Organisation(tmp_path / "other")
    with pytest.raises(GateRefused):
        gate.desk.publish_mail(mail(replace(other, folder=tmp_path / "third"), 5))


def test_letters_are_acknowledged_and_can_be_listed_again(gate: Listening, organisation: Organisation) -> None:
    for number in range(3):
        gate.client.post("/letterbox", content=organisation.envelope(number))
    listed = gate.desk.list_envelopes()
    gate.desk.acknowledge([one.sha256 for one in listed])
    gate.desk.acknowledge([one.sha256 for one in listed])
    assert gate.desk.list_envelopes() == []
    assert gate.desk.list_envelopes(include_acknowledged=True) == listed
    sizes = {"0" * 32: 5} | {one.id: one.size for one in listed}
    fetched = {envelope: hashlib.sha256(sealed).hexdigest() for envelope, sealed in gate.desk.fetch(sizes)}
    assert fetched == {one.id: one.sha256 for one in listed}


def test_calls_by_anybody_else_are_refused(gate: Listening) -> None:
    stranger = GateClient(gate.url, Ed25519PrivateKey.generate())
    fetch = partial(next, stranger.fetch({"0" * 32: 1}))
    for call in (stranger.list_envelopes, fetch, partial(stranger.acknowledge, ["0" * 64])):
        with pytest.raises(CallRefused):
            call()
    stranger.close()


def test_a_call_made_to_another_gate_is_refused(open_gate: Open, organisation: Organisation, tmp_path: Path) -> None:
    opened = open_gate(organisation, urls=("https://gate.example.org",))
    opened.desk.publish(organisation.publish(tmp_path / "edition"))
    with pytest.raises(CallRefused):
        opened.desk.list_envelopes()
    key = load_call_key(organisation.keys)
    import hashlib

    url = "https://gate.example.org/calls/letterbox"
    headers = sign_call(key, "GET", url, hashlib.sha256(b"").digest(), time.time())
    assert opened.client.get("/calls/letterbox", headers=headers).status_code == 200
    assert opened.client.get("/calls/letterbox", headers=headers).json()["code"] == "call-replayed"


def test_a_desk_whose_clock_is_an_hour_off_is_told_the_seconds(gate: Listening, organisation: Organisation) -> None:
    desk = GateClient(gate.url, load_call_key(organisation.keys), clock=lambda: time.time() + 3600)
    with pytest.raises(ClockSkewed) as skewed:
        desk.list_envelopes()
    assert 3590 <= int(str(skewed.value.fields["seconds"])) <= 3600
    desk.close()


def test_a_body_other_than_the_signed_one_is_refused(gate: Listening, organisation: Organisation) -> None:
    import hashlib

    url = gate.url + "/calls/acknowledge"
    headers = sign_call(load_call_key(organisation.keys), "POST", url, hashlib.sha256(b"{}").digest(), time.time())
    body = json.dumps({"sha256": ["0" * 64]})
    assert gate.client.post("/calls/acknowledge", content=body, headers=headers).status_code == 422


def test_a_gate_that_is_gone_is_worth_trying_again(organisation: Organisation) -> None:
    desk = GateClient("http://127.0.0.1:9", load_call_key(organisation.keys))
    with pytest.raises(GateUnreachable):
        desk.list_envelopes()
    desk.close()


def test_two_applications_may_be_made_in_one_process(tmp_path: Path) -> None:
    boxes = [Application(GateConfig(home=tmp_path / name)).letterbox for name in ("one", "two")]
    for box in boxes:
        box.close()


def test_strangers_who_offer_editions_together_are_heard_two_at_a_time(
    gate: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, most, turn = [0], [0], Barrier(OFFERS)

    def offer(_: object) -> list[object]:
        heard[0] += 1
        most[0] = max(most[0], heard[0])
        turn.wait(10)
        heard[0] -= 1
        turn.wait(10)
        return []

    monkeypatch.setattr(gate.app.editions, "offer", offer)
    with ThreadPoolExecutor(6) as strangers:
        answers = strangers.map(
            lambda _: httpx.post(f"{gate.url}/calls/edition", json={"metadata": {"root.json": "e30="}}, timeout=30),
            range(6),
        )
        assert {answer.status_code for answer in answers} == {200}
    assert most[0] == OFFERS
