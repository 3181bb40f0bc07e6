# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of gate and desk, in both languages, on a small phone and on a wide screen, in a house full of work."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.conftest import House, free_port
from tests.e2e.furniture import Furniture
from tests.e2e.looking import Looker, validate
from tests.e2e.places import desk_pages, gate_pages, gate_states, opened
from tests.e2e.volunteer import Volunteer

SIZES = {320: {"width": 320, "height": 640}, 1280: {"width": 1280, "height": 900}}
NewContext = Callable[..., BrowserContext]

pytestmark = pytest.mark.timeout(600)
SCHEMES = {"ru": "light", "en": "dark"}  # each width is looked at in both
every_view = pytest.mark.parametrize(("lang", "width"), [("ru", 320), ("ru", 1280), ("en", 320), ("en", 1280)])


@pytest.fixture(scope="module")
def empty_gate(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Installed a minute ago: it pins a root and waits for its first edition."""
    home = tmp_path_factory.mktemp("empty gate")
    (home / "root.json").write_bytes((house.home / "gate" / "root.json").read_bytes())
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "restante", "gate", "serve", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            httpx.get(f"{address}/health")
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(20)


@every_view
def test_no_page_of_the_gate_has_a_fault(
    lang: str, width: int, house: House, empty_gate: str, furniture: Furniture, new_context: NewContext
) -> None:
    context = new_context(viewport=SIZES[width], color_scheme=SCHEMES[lang], locale=lang)
    looker = Looker(context.new_page())
    pages = gate_pages(house.gate, lang) | {"nothing published yet": f"{empty_gate}/"}
    for name, address in pages.items():
        looker.page.goto(address)
        looker.looks_at(name, keyboard=width == 1280)
    for name in gate_states(looker.page, house.gate, lang, furniture):
        looker.looks_at(name, keyboard=width == 1280)
    assert looker.problems == {}


@every_view
def test_no_page_of_the_desk_has_a_fault(
    lang: str, width: int, house: House, furniture: Furniture, alice_state: str, new_context: NewContext
) -> None:
    context = new_context(viewport=SIZES[width], color_scheme=SCHEMES[lang], locale=lang, storage_state=alice_state)
    looker = Looker(context.new_page())
    volunteer = Volunteer(looker.page, house.desk)
    volunteer.speaks(lang)
    volunteer.gives_the_password_again()
    for name, address in desk_pages(house.desk, furniture).items():
        looker.page.goto(address)
        assert looker.page.get_attribute("html", "lang") == lang, address
        looker.looks_at(name, keyboard=width == 1280)
        if width == 320 and (unfold := opened(looker.page)):
            unfold()
            looker.looks_at(f"{name}, unfolded", keyboard=False)
    assert looker.problems == {}


@every_view
def test_no_page_of_the_desks_threshold_has_a_fault(
    lang: str, width: int, house: House, alice: Volunteer, new_context: NewContext
) -> None:
    link = alice.invites(f"carol-{lang}-{width}")
    looker = Looker(new_context(viewport=SIZES[width], color_scheme=SCHEMES[lang], locale=lang).new_page())
    looker.page.goto(f"{house.desk}/sign-in")
    looker.looks_at("sign-in")
    looker.page.fill("input[name=name]", "nobody")
    looker.page.fill("input[type=password]", "no such words")
    looker.page.locator("main form button").first.click()
    looker.page.wait_for_selector(".error")
    looker.looks_at("sign-in refused")
    looker.page.goto(link)
    looker.looks_at("welcome")
    for password in looker.page.locator("input[type=password]").all():
        password.fill("four words are too few")
    looker.page.locator("main form button").first.click()
    looker.page.wait_for_url("**/sign-in/**")
    looker.looks_at("app")
    assert looker.problems == {}


def test_a_locked_desk_says_so_without_a_fault(
    house: House, furniture: Furniture, alice: Volunteer, new_context: NewContext
) -> None:
    looker = Looker(alice.page)
    subprocess.run(
        [sys.executable, "-m", "restante", "desk", "lock", "--home", str(house.home)], check=True, capture_output=True
    )
    try:
        for width, size in SIZES.items():
            alice.page.set_viewport_size(size)  # type: ignore[arg-type]  # a dictionary of numbers
            for path in ("/", "/letters/", furniture.paths["letter in hand"], "/unlock"):
                alice.opens(path)
                looker.looks_at(f"{width} {path}")
    finally:
        house.stop()
        house.start()
    assert looker.problems == {}


def test_the_nu_validator_has_nothing_to_say(
    house: House, empty_gate: str, furniture: Furniture, alice: Volunteer, tmp_path: Path
) -> None:
    served: dict[str, str] = {}

    def keep(name: str, answer: Any) -> None:
        served[f"{len(served)} {name.strip('/').replace('/', ' ')}"] = answer.text

    with httpx.Client(timeout=30) as stranger:
        keep("nothing published yet", stranger.get(f"{empty_gate}/"))
        for lang in ("ru", "en"):
            for name, address in gate_pages(house.gate, lang).items():
                keep(name, stranger.get(address))
            for name, address, told in plain_answers(house.gate, lang, furniture):
                keep(name, stranger.post(address, data=told))
    alice.gives_the_password_again()
    cookies = {one["name"]: one["value"] for one in alice.page.context.cookies()}
    with httpx.Client(timeout=30, cookies=cookies) as volunteer:
        for lang in ("ru", "en"):
            alice.speaks(lang)
            for name, address in desk_pages(house.desk, furniture).items():
                keep(f"desk {lang} {name}", volunteer.get(address))
    keep("sign-in", httpx.get(f"{house.desk}/sign-in"))
    assert len(served) > 90
    assert [name for name, page in served.items() if not page.lower().startswith("<!doctype html>")] == []
    assert validate(served, tmp_path) == []


def plain_answers(gate: str, lang: str, found: Furniture) -> list[tuple[str, str, dict[str, str]]]:
    """What the plain pages answer to a form, in words and refused."""
    letter = {"seed": "0" * 32, "text": "Здравствуйте!", "sign": "", "reply": "yes"}
    return [
        ("plain nobody", f"{gate}/plain/{lang}/write", letter),
        ("plain sent", f"{gate}/plain/{lang}/write", letter | {"person": "maria-primerova"}),
        ("plain no file", f"{gate}/plain/{lang}/upload", {}),
        ("plain wrong word", f"{gate}/plain/{lang}/read", {"words": "абырвалг " * 12}),
        ("plain mail", f"{gate}/plain/{lang}/read", {"words": " ".join(found.words)}),
    ]
