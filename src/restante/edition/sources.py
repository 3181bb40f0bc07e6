# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a copy can be read from: an address on the web, or a folder such as a stick. Nothing they say is believed.

A source gives bytes from an offset on; how many there should be, and which, only the signatures say.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from restante.edition.tree import NotReadable, open_file
from restante.edition.verdict import Kind, shown
from restante.errors import BadInput

_CHUNK: Final = 256 * 1024
_ADDRESS: Final = re.compile(r"[\x21-\x7e]{1,2000}")


class Faulty(Exception):
    """The source answers, and wrongly: it is left for another one. `reason` is a sentence without its end."""

    def __init__(self, reason: str, *, missing: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.missing = reason, missing


class Cut(Exception):
    """The source does not answer, or stopped; going on later is right, and at once unless it is `silent`."""

    def __init__(self, reason: str, *, silent: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.silent = reason, silent


class AddressRefused(BadInput):
    """Not an address of a copy."""

    code = "address-refused"
    text = "'{address}' is neither an http or https address nor a folder with an edition in it."


class ProxyRefused(AddressRefused):
    """Not an address of a proxy."""

    code = "proxy-refused"
    text = "'{proxy}' is no address of a proxy. Write one such as socks5://127.0.0.1:9050."


class OnionNeedsTor(BadInput):
    """Looking an onion up in the ordinary network would tell it to whoever listens."""

    code = "onion-needs-tor"
    text = "{address} is an onion address: start Tor and add --proxy socks5://127.0.0.1:9050."


class Source(Protocol):
    """A copy somewhere; `moved` counts every byte that crossed its connections, in both directions."""

    @property
    def name(self) -> str: ...
    @property
    def moved(self) -> int: ...
    def read(self, path: str, length: int, start: int = 0) -> Iterator[bytes]:
        """The file from `start` on; `length` is what it should have, and sets how long it may take."""
        ...

    def close(self) -> None: ...


class FolderSource:
    """A copy in a folder; links in it are not followed."""

    def __init__(self, folder: Path) -> None:
        self.name, self.moved = str(folder), 0
        self._root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def read(self, path: str, length: int, start: int = 0) -> Iterator[bytes]:
        """From the disk, no further than a byte past `length`."""
        try:
            descriptor = open_file(self._root, path)
        except NotReadable as reason:
            raise Faulty(f"{path} is {reason.kind.value}", missing=reason.kind is Kind.MISSING) from None
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            stream.seek(start)
            left = length + 1 - start
            while left > 0:
                try:
                    data = stream.read(min(left, _CHUNK))
                except OSError:
                    raise Cut(f"{path} cannot be read") from None
                if not data:
                    return
                left -= len(data)
                self.moved += len(data)
                yield data

    def close(self) -> None:
        """Lets go of the folder."""
        os.close(self._root)


def check_address(address: str, proxy: str | None) -> str:
    """An http or https address without a '/' at its end; raises AddressRefused or OnionNeedsTor."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressRefused(address=shown(address)) from None
    plain = _ADDRESS.fullmatch(address) and parts.scheme in ("http", "https") and parts.hostname and port != 0
    if not plain or parts.username is not None or parts.query or parts.fragment:
        raise AddressRefused(address=shown(address))
    if str(parts.hostname).endswith(".onion") and proxy is None:
        raise OnionNeedsTor(address=address)
    return address.rstrip("/")
