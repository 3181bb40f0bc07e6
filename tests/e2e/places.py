# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page there is: plain addresses, and how to come to the pages that stand behind a form."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from tests.e2e.furniture import Furniture

PEOPLE = ("azat-miftakhov", "maria-primerova", "sam-example", "dana-sample")
EDITION = ("index.html", "people.html", *(f"people/{slug}.html" for slug in PEOPLE), "write.html", "read.html")
EDITION = (*EDITION, "about.html", "help.html", "search.html", "texts/index.html", "texts/titles.html")
EDITION = (*EDITION, "texts/authors.html", "texts/topics.html", "texts/languages/ru.html")
TEXTS = {"ru": "pervoe-pismo-neznakomomu-cheloveku", "en": "the-first-letter-to-somebody-you-have-never-met"}
DESK = (
    "/", "/letters/", "/letters/list/waiting", "/letters/list/group", "/people/", "/people/of/azat-miftakhov/",
    "/people/of/azat-miftakhov/edit", "/people/add", "/people/places/", "/people/places/demo-sizo/",
    "/people/places/add", "/cases/of/azat-miftakhov/", "/cases/of/azat-miftakhov/claims/",
    "/cases/of/azat-miftakhov/claims/?show=remarks&q=FSB", "/cases/of/azat-miftakhov/events/",
    "/cases/of/azat-miftakhov/corrections/", "/cases/of/azat-miftakhov/add/events",
    "/cases/of/azat-miftakhov/add/charges", "/cases/of/azat-miftakhov/add/actions", "/mailroom/",
    "/mailroom/channels/uk/email-a-prisoner/", "/replies/", "/publishing/", "/intake/", "/volunteers/",
    "/volunteers/invite", "/account", "/account/confirm", "/ledger/", "/lists/", "/texts/", "/texts/authors",
    "/texts/versions/1/", "/unlock", "/nowhere",
)  # fmt: skip
TEXT = "Здравствуйте, Азат!\n\n" + "Сегодня у нас первый снег, и дети не пошли в школу. " * 40


def gate_pages(gate: str, lang: str) -> dict[str, str]:
    """What a plain GET shows."""
    pages = {f"{lang}/{page}": f"{gate}/{lang}/{page}" for page in EDITION}
    pages |= {f"plain/{lang}/{page}": f"{gate}/plain/{lang}/{page}" for page in ("write", "upload", "read")}
    pages["a text"] = f"{gate}/texts/{TEXTS[lang]}.html"
    return pages | {"both languages": f"{gate}/", "nowhere": f"{gate}/{lang}/nowhere.html"}


def gate_states(page: Page, gate: str, lang: str, found: Furniture) -> Iterator[str]:
    """Pages that somebody has worked on; each is named and stands open when it is named."""
    yield from _letter_page(page, gate, lang)
    yield from _read_page(page, gate, lang, found)
    yield from _plain_write(page, gate, lang)
    yield from _plain_upload(page, gate, lang)
    for name, words in (("wrong word", ["абырвалг", *found.words[1:]]), ("mail", found.words)):
        page.goto(f"{gate}/plain/{lang}/read")
        page.fill("textarea[name=words]", " ".join(words))
        page.locator("main form button").first.click()
        expect(page.locator("#error" if name == "wrong word" else "img.reply").first).to_be_visible()
        yield f"plain/{lang}/read, {name}"


def _letter_page(page: Page, gate: str, lang: str) -> Iterator[str]:
    page.goto(f"{gate}/{lang}/write.html#azat-miftakhov")
    page.fill("#text", TEXT)
    page.locator("#make-words").click()
    expect(page.locator("#words li")).to_have_count(12)
    for summary in page.locator("main summary:visible").all():
        summary.click()
    yield f"{lang}/write.html, written"
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#kept").check()
    page.locator("#send").click()
    expect(page.locator("#sent")).to_be_visible()
    yield f"{lang}/write.html, sent"


def _read_page(page: Page, gate: str, lang: str, found: Furniture) -> Iterator[str]:
    page.goto(f"{gate}/{lang}/read.html")
    page.fill("#phrase", " ".join(["абырвалг", *found.words[1:]]))
    page.click("#look")
    expect(page.locator("#phrase-said")).not_to_be_empty()
    yield f"{lang}/read.html, wrong word"
    page.fill("#phrase", " ".join(found.words))
    page.click("#look")
    expect(page.locator("#mail img").first).to_be_visible()
    yield f"{lang}/read.html, mail"


def _plain_write(page: Page, gate: str, lang: str) -> Iterator[str]:
    page.goto(f"{gate}/plain/{lang}/write")
    page.fill("textarea[name=text]", TEXT)
    page.locator("select[name=person]").evaluate("one => one.removeAttribute('required')")
    page.locator("main form button").last.click()
    expect(page.locator("#error")).to_be_visible()
    yield f"plain/{lang}/write, nobody chosen"
    page.locator("select[name=person]").select_option("maria-primerova")
    page.locator("main form button").last.click()
    expect(page.locator("#words")).to_be_visible()
    yield f"plain/{lang}/write, sent"


def _plain_upload(page: Page, gate: str, lang: str) -> Iterator[str]:
    page.goto(f"{gate}/plain/{lang}/upload")
    page.set_input_files(
        "input[name=envelope]", {"name": "letter", "mimeType": "application/octet-stream", "buffer": b"not sealed"}
    )
    page.locator("main form button").click()
    expect(page.locator("#error")).to_be_visible()
    yield f"plain/{lang}/upload, refused"


def desk_pages(desk: str, found: Furniture) -> dict[str, str]:
    """Every page of a volunteer's that a plain GET shows."""
    return {path: desk + path for path in DESK} | {name: desk + path for name, path in found.paths.items()}


def opened(page: Page) -> Callable[[], None] | None:
    """Where a page has parts that are folded away, how to unfold them."""
    folded = page.locator("main details:not([open]) > summary:visible")
    if not folded.count():
        return None
    return lambda: page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
