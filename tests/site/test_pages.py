# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages validate, their links lead somewhere from any folder, and nothing in them can send a letter in the clear."""

import json
import re
from dataclasses import replace
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest

from restante.site import build_site
from tests.site.sample import ANNA, IVAN, sample_site, working_site

FILES = build_site(working_site())
HTML = {path: data for path, data in FILES.items() if path.endswith(".html")}
ALONE = {"verify.html"}  # one file that is carried away: tests/site/test_verify_page.py
SERVED_BY_THE_GATE_ITSELF = re.compile(r"plain/(ru|en)/(write|read|upload)")


def parse(data: bytes) -> ET.Element:
    """The page as a tree, or the parser's first complaint."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data.decode())
    assert isinstance(tree, ET.Element)
    return tree


@pytest.mark.parametrize("path", HTML)
def test_every_page_is_strictly_valid_html(path: str) -> None:
    parse(HTML[path])


@pytest.mark.parametrize("path", HTML)
def test_every_link_inside_the_edition_leads_to_a_file_and_a_place_in_it(path: str) -> None:
    tree = parse(HTML[path])
    for element in tree.iter():
        for name in ("href", "src"):
            address = element.get(name)
            if address is None or urlsplit(address).scheme:
                continue
            parts = urlsplit(address)
            assert not address.startswith("/"), f"{address} would not work in a folder"
            assert not parts.query, f"{address} tells the server more than a file's name"
            target = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
            if SERVED_BY_THE_GATE_ITSELF.fullmatch(target):
                continue
            assert target in FILES, address
            if parts.fragment and not target.endswith("write.html"):
                assert f'id="{parts.fragment}"'.encode() in FILES[target], address


@pytest.mark.parametrize("path", sorted(HTML.keys() - ALONE))
def test_a_page_says_its_language_its_other_language_and_its_policy(path: str) -> None:
    tree = parse(HTML[path])
    policy = next(meta.get("content", "") for meta in tree.iter("meta") if meta.get("http-equiv"))
    assert tree.get("lang") == (path.partition("/")[0] if "/" in path else "en")
    assert {link.get("hreflang") for link in tree.iter("link") if link.get("hreflang")} == {"ru", "en"}
    assert policy.startswith("default-src 'none'; ")
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", sorted(HTML.keys() - ALONE))
def test_no_page_has_a_form_an_inline_script_a_style_or_a_handler(path: str) -> None:
    tree = parse(HTML[path])
    assert not list(tree.iter("form"))
    assert not list(tree.iter("style"))
    for script in tree.iter("script"):
        assert script.get("src") or script.get("type") == "application/json"
        assert script.get("type") != "module"
        assert not script.get("integrity")
    for element in tree.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("page", ["write", "read"])
def test_fields_for_letters_and_words_have_no_name_and_remember_nothing(lang: str, page: str) -> None:
    tree = parse(FILES[f"{lang}/{page}.html"])
    fields = [
        *tree.iter("textarea"),
        *(field for field in tree.iter("input") if field.get("type") in {"text", "search"}),
    ]
    assert fields
    assert [field.get("name") for field in fields] == [None] * len(fields)
    assert {field.get("autocomplete") for field in fields} == {"off"}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_persons_page_names_who_says_each_thing_and_where(lang: str) -> None:
    text = FILES[f"{lang}/people/ivan-tverdov.html"].decode()
    assert text.count('href="#source-leaflet"') == len(IVAN.case.claims)
    assert 'datetime="2019-02-17"' in text
    assert {"ru": "Сообщает один комитет:", "en": "According to A Committee:"}[lang] in text
    assert {"ru": "Этот человек вымышлен", "en": "This person is invented"}[lang] in text


def test_names_and_sentences_are_escaped_exactly_once() -> None:
    text = FILES["en/people/ivan-tverdov.html"].decode()
    assert "A witness &#34;knew&#34; him by his &lt;eyebrows&gt;." in text


def test_data_in_a_page_cannot_end_its_own_block() -> None:
    hostile = replace(ANNA, names={"en": "</script><script>alert(1)</script><!--", "ru": "\u2028"})
    page = build_site(sample_site(people=(hostile,)))["en/write.html"]
    tree = parse(page)
    block = next(script for script in tree.iter("script") if script.get("id") == "data")
    assert json.loads(block.text or "")["directory"]["people"][0]["names"] == hostile.names


def test_whoever_cannot_be_written_to_is_not_in_the_directory() -> None:
    directory = json.loads(FILES["restante/directory.json"])
    assert [person["slug"] for person in directory["people"]] == ["anna-lisina", "ivan-tverdov", "john-field"]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_front_page_lists_those_written_to_least_first_and_chooses_them(lang: str) -> None:
    text = FILES[f"{lang}/index.html"].decode()
    assert 'id="choose-for-me" href="write.html#anna-lisina"' in text
    assert text.index("Анна" if lang == "ru" else "Anna") < text.index("Джон" if lang == "ru" else "John")


def test_only_a_demonstration_says_on_every_page_that_it_is_one() -> None:
    real = build_site(sample_site(demonstration=False))
    assert all(b'class="banner"' in page for page in HTML.values())
    assert not any(b'class="banner"' in page for path, page in real.items() if path.endswith(".html"))


def test_a_persons_page_weighs_at_most_60_kb_and_its_style_little() -> None:
    heaviest = max(len(data) for path, data in HTML.items() if "/people/" in path)
    assert heaviest + len(FILES["static/site.css"]) <= 60_000
