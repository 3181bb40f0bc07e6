# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public pages, feeds and pictures, made from frozen records into the files of an edition."""

from restante.site.build import build_contents, build_site
from restante.site.records import LANGUAGES, PublicPerson, PublicSite

__all__ = ["LANGUAGES", "PublicPerson", "PublicSite", "build_contents", "build_site"]
