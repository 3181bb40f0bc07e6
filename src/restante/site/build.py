# SPDX-License-Identifier: AGPL-3.0-or-later
"""All files of an edition but its signatures. Same records, same bytes, whatever the clock or the machine."""

from collections.abc import Iterator
from pathlib import Path

from restante.site.case_files import build_case_files
from restante.site.case_view import views_of
from restante.site.directory import build_records
from restante.site.feeds import build_feeds
from restante.site.pages import build_pages
from restante.site.prints import build_prints
from restante.site.records import PublicSite

STATIC = Path(__file__).parent / "static"


def build_site(site: PublicSite) -> dict[str, bytes]:
    """Every path of the edition except `metadata/` and the manifest, in order of paths."""
    files: dict[str, bytes] = {}
    views = views_of(site)
    told = (build_pages(site, views), build_feeds(site, views), build_case_files(site, views))
    for part in (*told, build_records(site), build_prints(site), _static_files()):
        files.update(part)
    return dict(sorted(files.items()))


def _static_files() -> Iterator[tuple[str, bytes]]:
    for source in sorted(STATIC.iterdir()):
        if source.is_file() and not source.name.startswith("."):
            yield f"static/{source.name}", source.read_bytes()
    for source in sorted((STATIC / "built").glob("*.js")):
        yield f"static/{source.name}", source.read_bytes()
