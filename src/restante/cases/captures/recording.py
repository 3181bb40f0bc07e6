# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was asked and what a server answered, as a gzipped WARC/1.1 that others' tools read too."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_NEVER_KEPT = frozenset({"authorization", "proxy-authorization", "cookie"})
Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `body` as it came over the wire, still encoded as its headers say."""

    url: str
    moment: str
    asked: Headers
    status: int
    reason: str
    answered: Headers
    body: bytes
    path: str = "/"


def write_warc(exchanges: Sequence[Exchange], software: str) -> bytes:
    """In the order of `exchanges`; `moment` is UTC, as WARC-Date has it. Who asked is left out of what was asked."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    writer.write_record(writer.create_warcinfo_record(None, {"software": software, "format": "WARC File Format 1.1"}))
    for one in exchanges:
        date = {"WARC-Date": one.moment}
        answered = [(_as_unpacked(key), value) for key, value in one.answered]
        asked = [(key, value) for key, value in one.asked if key.lower() not in _NEVER_KEPT]
        response = writer.create_warc_record(
            one.url,
            "response",
            payload=io.BytesIO(one.body),
            http_headers=StatusAndHeaders(f"{one.status} {one.reason}".strip(), answered, protocol="HTTP/1.1"),
            warc_headers_dict=dict(date),
        )
        request = writer.create_warc_record(
            one.url,
            "request",
            http_headers=StatusAndHeaders(f"GET {one.path} HTTP/1.1", asked, is_http_request=True),
            warc_headers_dict=dict(date),
        )
        writer.write_request_response_pair(request, response)
        for record in (request, response):
            if record.raw_stream is not None:
                record.raw_stream.close()
    return out.getvalue()


def _as_unpacked(header: str) -> str:
    """The chunks of the transfer were joined already; the header that speaks of them is kept under another name."""
    return "X-Archive-Orig-Transfer-Encoding" if header.lower() == "transfer-encoding" else header
