# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gate answers to a call whose signature holds; who asks and how the bytes came is the gate's own business."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from restante.calls import wire
from restante.calls.envelopes import Envelopes
from restante.calls.published import Published
from restante.calls.receiving import EditionArrivals, MailArrivals

T = TypeVar("T")


class Ask(Protocol):
    """Puts a question to the envelopes in their own thread."""

    def __call__(self, question: Callable[[Envelopes], T], /) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Answering:
    """The gate's stores; `serve` is called when an edition has arrived whole."""

    editions: EditionArrivals
    mails: MailArrivals
    ask: Ask
    today: Callable[[], date]
    serve: Callable[[], None]

    async def list_waiting(self, query: bytes) -> dict[str, object]:
        """GET letterbox."""
        acknowledged, after = wire.read_page(query)
        return wire.envelope_list(await self.ask(lambda box: box.list_waiting(after, acknowledged=acknowledged)))

    async def fetch(self, given: str) -> bytes:
        """GET letterbox/ID,ID,…"""
        ids = wire.read_ids(given)
        return wire.frame(await self.ask(lambda box: box.fetch(ids)))

    async def take(self, place: str, body: bytes, known: Published | None) -> dict[str, object]:
        """POST edition, mail or acknowledge. Only an edition may come to a gate that knows none."""
        if place == "edition":
            missing = await asyncio.to_thread(self.editions.offer, wire.read_edition_offer(body))
            if not missing:
                await asyncio.to_thread(self.serve)
            return wire.still_missing(missing)
        if place == "mail" and known is not None:
            latest, files = wire.read_mail_offer(body)
            missing = await asyncio.to_thread(self.mails.offer, latest, files, known.mail_key, known.organisation)
            return wire.still_missing(missing)
        hashes, today = wire.read_hashes(body), self.today()
        return {"acknowledged": await self.ask(lambda box: box.acknowledge(today, hashes))}
