# SPDX-License-Identifier: AGPL-3.0-or-later
"""A zip whose bytes depend on what is in it and on nothing else.

Nothing is compressed: what deflate gives differs from one zlib to the next, and an edition must be the same anywhere.
"""

import io
import zipfile
from collections.abc import Iterable

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def write_archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The members in the order given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system = 3  # the same on every machine
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()
