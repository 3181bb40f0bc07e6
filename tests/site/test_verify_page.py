# SPDX-License-Identifier: AGPL-3.0-or-later
"""verify.html is one file: nothing outside of it is named, and what may run is what stands in it."""

import base64
import hashlib
import re
from pathlib import PurePosixPath

from restante.edition.headers import headers_of_file
from restante.site import build_site
from restante.site.verify_page import verify_page
from tests.site.sample import sample_site

PAGE = dict(verify_page(sample_site(root_json=b"{}")))["verify.html"]


def hash_of(tag: bytes) -> str:
    (inside,) = re.findall(rb"<%b>(.*?)</%b>" % (tag, tag), PAGE, re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(inside).digest()).decode()}'"


def test_it_names_nothing_outside_of_itself() -> None:
    assert not re.findall(rb"<(?:link|img|iframe|form|base|object)\b|<[^>]+ (?:src|href|action|on[a-z]+|style)=", PAGE)


def test_its_policy_lets_its_own_script_and_style_run_and_nothing_be_asked() -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', PAGE.decode().replace("&#39;", "'"))
    assert f"script-src {hash_of(b'script')}; style-src {hash_of(b'style')}; connect-src 'none'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_a_gate_asks_for_the_same_policy_in_its_header() -> None:
    policy = dict(headers_of_file(PurePosixPath("verify.html"), PAGE))[b"content-security-policy"].decode()
    assert f"script-src {hash_of(b'script')}; style-src {hash_of(b'style')}; connect-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_every_word_of_its_script_is_said_in_russian_and_in_english() -> None:
    text = PAGE.decode()
    for kind in ("changed", "missing", "extra", "rollback", "mixed", "not-pinned"):
        assert text.count(f'"kind-{kind}":') == 2


def test_an_edition_carries_it_with_the_pinned_root() -> None:
    built = build_site(sample_site(root_json=b'{"signatures":[]}'))["verify.html"]
    assert base64.b64encode(b'{"signatures":[]}') in built
    assert len(built) < 60_000
