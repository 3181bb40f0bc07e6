# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search that needs no server: an index in small scripts, which a browser reads from a gate, a mirror or a folder."""

from restante.site.search.build import build_search
from restante.site.search.records import Searchable

__all__ = ["Searchable", "build_search"]
