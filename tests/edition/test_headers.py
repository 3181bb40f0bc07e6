# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which files a foreign page may show: the small page made for it and its style, and nothing else."""

from pathlib import PurePath

import pytest

from restante.edition.headers import headers_of_file


@pytest.mark.parametrize(
    ("path", "policy", "ancestors"),
    [
        ("en/people/ivan-embed.html", "cross-origin", "frame-ancestors *"),
        ("static/site.css", "cross-origin", "frame-ancestors 'none'"),
        ("en/people/ivan.html", "same-origin", "frame-ancestors 'none'"),
        ("en/write.html", "same-origin", "frame-ancestors 'none'"),
        ("static/letter.js", "same-origin", "frame-ancestors 'none'"),
        ("cases/ivan/v1.json", "same-origin", "frame-ancestors 'none'"),
        ("mail/1/0000.bin", "same-origin", "frame-ancestors 'none'"),
    ],
)
def test_only_the_small_page_and_its_style_stand_in_the_pages_of_others(path: str, policy: str, ancestors: str) -> None:
    headers = headers_of_file(PurePath(path), b"<p>words</p>")
    assert [value for name, value in headers if name == b"cross-origin-resource-policy"] == [policy.encode()]
    (told,) = [value.decode() for name, value in headers if name == b"content-security-policy"]
    assert ancestors in told.split("; ")


def test_a_small_page_that_has_a_script_is_not_shown_elsewhere() -> None:
    headers = dict(headers_of_file(PurePath("en/people/ivan-embed.html"), b"<script src=x></script>"))
    assert headers[b"cross-origin-resource-policy"] == b"same-origin"
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
