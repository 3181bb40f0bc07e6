# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's library: texts that the authors of the program wrote for it, in two languages."""

import hashlib
from importlib.resources import files


def bring_texts() -> None:
    """Published at once: nobody is waiting at a new desk to read them."""
    from restante.desk.library.actions import bring_text, publish_text
    from restante.texts.arriving import arrival_of
    from restante.texts.readers import read_text

    folder = files(__package__).joinpath("texts")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        data = file.read_bytes()
        arrival = arrival_of(read_text(data, file.name), file.name)
        brought = bring_text(arrival, hashlib.sha256(data).hexdigest(), "demonstration")
        publish_text(brought.version.pk, "demonstration", alone=True)
