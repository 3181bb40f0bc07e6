# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks for a port before anything is started on it, so that a taken one is a sentence, not half a start."""

import errno
import socket

from restante.errors import BadInput, Unavailable


class PortTaken(Unavailable):
    """Another gate or desk, or another program."""

    code = "port-taken"
    text = "Port {port} on {host} is taken by another program; choose another{how}."


class CannotListen(BadInput):
    """A name that nobody knows, an address of another machine, or a port that needs more rights."""

    code = "cannot-listen"
    text = "Nothing can listen on {host}, port {port}: {reason}."


def demand_free_port(host: str, port: int, how: str = " with --port") -> None:
    """Raises PortTaken or CannotListen; `how` tells where another one is chosen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port, how=how) from None
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise CannotListen(host=host, port=port, reason=reason) from None
