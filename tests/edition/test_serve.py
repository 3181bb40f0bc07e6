# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mirror serves what is signed and nothing else, with a gate's headers, while a pull replaces the folder."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from restante.edition.headers import headers_of_file
from restante.edition.serve import MirrorSite

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any


class Visitor:
    """One browser without a network."""

    def __init__(self, site: MirrorSite) -> None:
        self.site = site

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        told: list[Any] = []
        body = self.site(
            {"REQUEST_METHOD": method, "PATH_INFO": path, **headers},
            lambda status, headers: told.extend((status, headers)),
        )
        data = b"".join(body)
        return int(told[0][:3]), dict(told[1]), data


@pytest.fixture
def visitor(copy: Copy) -> Visitor:
    return Visitor(MirrorSite(copy.folder))


def test_every_signed_file_comes_with_a_gates_headers(copy: Copy, visitor: Visitor) -> None:
    for file in copy.folder.rglob("*"):
        if file.is_file():
            path = file.relative_to(copy.folder).as_posix()
            status, headers, data = visitor.ask(f"/{path}")
            assert (status, data) == (200, file.read_bytes())
            for name, value in headers_of_file(PurePosixPath(path), data):
                assert headers[name.decode().title()] == value.decode()


@pytest.mark.parametrize("path", ["/", "/en/", ""])
def test_a_folder_is_its_index(copy: Copy, visitor: Visitor, path: str) -> None:
    assert visitor.ask(path)[2] == copy.path(f"{path.lstrip('/')}index.html").read_bytes()


@pytest.mark.parametrize(
    "path", ["/../keys/publisher.json", "/..%2f..", "//etc/passwd", "/stray", "/mail/latest.json", "/en", "/\0", "/é"]
)
def test_nothing_else_is_served(copy: Copy, visitor: Visitor, path: str) -> None:
    copy.path("stray").write_bytes(b"secret")
    copy.path("mail").mkdir()
    copy.path("mail/latest.json").write_bytes(b"{}")
    assert visitor.ask(path)[0] == 404


def test_a_link_in_a_files_place_is_not_followed(copy: Copy, visitor: Visitor) -> None:
    copy.path("index.html").unlink()
    copy.path("index.html").symlink_to("/etc/passwd")
    assert visitor.ask("/")[0] == 503


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_only_reads(visitor: Visitor, method: str) -> None:
    assert visitor.ask("/", method)[0] == 405


@pytest.mark.parametrize(
    ("asked", "status", "begin", "end"),
    [
        ("bytes=5-", 206, 5, None),
        ("bytes=0-3", 206, 0, 4),
        ("bytes=5-9999", 206, 5, None),
        ("bytes=0-", 200, 0, None),
        ("bytes=9999-", 416, 0, 0),
        ("bytes=7-3", 416, 0, 0),
        ("bytes=-5", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=1-2,4-5", 200, 0, None),
    ],
)
def test_a_part_is_given(copy: Copy, visitor: Visitor, asked: str, status: int, begin: int, end: int | None) -> None:
    found, headers, data = visitor.ask("/index.html", HTTP_RANGE=asked)
    whole = copy.path("index.html").read_bytes()
    assert found == status
    if status != 416:
        assert (data, headers["Content-Length"]) == (whole[begin:end], str(len(whole[begin:end])))


def test_what_a_browser_has_is_not_sent_again(visitor: Visitor) -> None:
    tag = visitor.ask("/")[1]["Etag"] if "Etag" in visitor.ask("/")[1] else visitor.ask("/")[1]["ETag"]
    assert visitor.ask("/", HTTP_IF_NONE_MATCH=tag)[::2] == (304, b"")


def test_head_is_the_same_without_a_body(visitor: Visitor) -> None:
    status, headers, data = visitor.ask("/index.html", "HEAD")
    assert (status, data) == (200, b"")
    assert headers["Content-Length"] != "0"


def test_a_new_edition_is_served_from_the_next_request_on(copy: Copy, visitor: Visitor, now: datetime) -> None:
    assert visitor.ask("/new.html")[0] == 404
    copy.ours.publish(copy.folder, now, new_html=b"new")
    assert visitor.ask("/new.html")[2] == b"new"
    copy.ours.publish(copy.folder, now)
    assert visitor.ask("/new.html")[0] == 404


def test_a_copy_whose_signatures_are_gone_is_not_served(copy: Copy, visitor: Visitor) -> None:
    copy.path("metadata/timestamp.json").write_bytes(b"{}")
    assert visitor.ask("/")[0] == 503
    copy.path("metadata/timestamp.json").unlink()
    assert visitor.ask("/")[0] == 503
