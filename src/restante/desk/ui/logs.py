# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk's log may say. Django logs the path of every refused request, and a path holds one-time links and
letters' ids; an exception's own message may hold words."""

import logging
import traceback


class Discreet(logging.Filter):
    """The route in place of the path, and of an exception where it was raised and its class."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, changed."""
        request = getattr(record, "request", None)
        if request is not None:
            route = getattr(getattr(request, "resolver_match", None), "route", None)
            status = getattr(record, "status_code", "")
            record.msg, record.args = "%s %s /%s", (status, request.method, "" if route is None else route)
        elif record.name.startswith("waitress"):
            record.args = None
        if record.exc_info:
            kind, _error, frames = record.exc_info
            record.exc_text = "".join(traceback.format_tb(frames)) + (kind.__name__ if kind else "")
        return True
