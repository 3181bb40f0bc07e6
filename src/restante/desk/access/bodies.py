# SPDX-License-Identifier: AGPL-3.0-or-later
"""How large a request may be before any view sees it: waitress holds it in memory, so that no scan lies open on a disk.

Only somebody who is signed in uploads anything. A stranger who knows the desk's address could fill its memory else.
"""

from copy import copy
from typing import Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, close_old_connections, connection
from django.http import parse_cookie
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from restante.desk.ui.cookies import OURS, PREFIX

STRANGERS: Final = 2**20


class DeskParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Waitress asks `adj` for the limit once the head is read."""

    adj: Adjustments

    def parse_header(self, header_plus: bytes) -> None:
        """A body without a length counts as large."""
        super().parse_header(header_plus)
        if (self.chunked or self.content_length >= STRANGERS) and not is_signed_in(self.headers.get("COOKIE", "")):
            narrow = copy(self.adj)
            narrow.max_request_body_size = STRANGERS
            self.adj = narrow


class DeskChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection to the desk."""

    parser_class = DeskParser


def is_signed_in(cookie: str) -> bool:
    """Whether the cookie names a session in which both proofs were given. The middleware looks at it again."""
    told = parse_cookie(cookie)
    keys = [told[name] for name in (PREFIX + OURS[0], OURS[0]) if name in told]
    if not connection.in_atomic_block:  # a test's
        close_old_connections()
    try:
        return any(SESSION_KEY in SessionStore(key) for key in keys)
    except DatabaseError:
        return False
