# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one gate holds while it runs; every part that answers is given this one value."""

import asyncio

from restante.calls.answering import Answering
from restante.calls.published import Published, load_published
from restante.calls.receiving import EditionArrivals, MailArrivals
from restante.calls.signature import CallsSeen
from restante.gate.bodies import BodyReader
from restante.gate.config import GateConfig
from restante.gate.errors import NothingPublished
from restante.gate.letterbox import Letterbox

READERS, OFFERS = 4, 2  # replies being taken, and editions offered by anybody, in memory; writers wait for neither


class Gate:
    """The state of one gate; `served` is replaced whole, so that every request sees one edition."""

    def __init__(self, config: GateConfig) -> None:
        self.config = config
        self.letterbox = Letterbox(config.home, config.today, config.quota, config.reserve)
        self.bodies = BodyReader(self.letterbox.spool, config.bodies_at_once, config.body_seconds, config.stall_seconds)
        self.editions = EditionArrivals(config.home, demonstrations=config.loopback)
        self.mails = MailArrivals(config.home)
        self.answering = Answering(self.editions, self.mails, self.letterbox.ask, self.config.today, self.serve_newest)
        self.calls_seen = CallsSeen()
        self.one_at_a_time, self.readers, self.offers = (asyncio.Semaphore(most) for most in (1, READERS, OFFERS))
        self.served: Published | None = None

    @property
    def published(self) -> Published:
        """The edition, or NothingPublished."""
        if self.served is None:
            raise NothingPublished
        return self.served

    def serve_newest(self) -> None:
        """After an edition has arrived."""
        folder = self.editions.folder
        if folder is not None and (self.served is None or self.served.folder != folder):
            self.served = load_published(folder)
