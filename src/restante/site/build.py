# SPDX-License-Identifier: AGPL-3.0-or-later
"""All files of an edition but its signatures. Same records, same bytes, whatever the clock or the machine."""

from collections.abc import Iterator
from pathlib import Path

from restante.edition.content import Content, StoredFile
from restante.errors import BrokenPromise
from restante.site.case_files import build_case_files
from restante.site.case_view import shown_site, views_of
from restante.site.directory import build_records
from restante.site.feeds import build_feeds
from restante.site.opds import build_catalogues
from restante.site.pages import build_pages
from restante.site.prints import build_prints
from restante.site.records import PublicSite
from restante.site.search import build_search
from restante.site.search.page import search_pages
from restante.site.text_files import text_files
from restante.site.text_lists import shelve, text_lists
from restante.site.text_search import searchable_pages
from restante.site.verify_page import verify_page
from restante.site.workshop import NO_WORKSHOP, Workshop

STATIC = Path(__file__).parent / "static"


class NothingStands(BrokenPromise):
    """The search's state says that a file of the edition before is good, and there is none."""

    code = "edition-nothing-stands"
    text = "A part of the search index is not in the edition before. Build the edition without what was kept."


def build_site(site: PublicSite) -> dict[str, bytes]:
    """Every path of the edition except `metadata/` and the manifest, in order of paths, all of it in memory."""
    made = build_contents(site)
    return {path: data for path, data in made.items() if not isinstance(data, StoredFile)}


def build_contents(site: PublicSite, workshop: Workshop = NO_WORKSHOP) -> dict[str, Content]:
    """The same, where what was built before and still holds stays the file that it is."""
    files: dict[str, Content] = {}
    site = shown_site(site)
    views = views_of(site)
    told = (build_pages(site, views), build_feeds(site, views), build_case_files(site, views))
    for part in (*told, build_records(site), build_prints(site), verify_page(site), _static_files()):
        files.update(part)
    shelves = shelve(site.texts)
    files.update(text_files(site, workshop))
    files.update(text_lists(site, workshop, shelves))
    files.update(build_catalogues(site, workshop, shelves, files))
    files.update(_search(site, workshop))
    return dict(sorted(files.items()))


def _search(site: PublicSite, workshop: Workshop) -> Iterator[tuple[str, Content]]:
    tongues: set[str] = set()
    lists = [("people.html", "People"), *([("texts/index.html", "Texts")] if site.texts else [])]
    for path, data in build_search(searchable_pages(site), workshop.search, workshop.before):
        kept = workshop.stands(path) if data is None else data
        if kept is None:
            raise NothingStands
        tongues.add(path.split("/")[1].partition("-")[0])
        yield path, kept
    yield from search_pages(site, sorted(tongues), lists)


def _static_files() -> Iterator[tuple[str, bytes]]:
    for source in sorted(STATIC.iterdir()):
        if source.is_file() and not source.name.startswith("."):
            yield f"static/{source.name}", source.read_bytes()
    for source in sorted((STATIC / "built").glob("*.js")):
        yield f"static/{source.name}", source.read_bytes()
