# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP headers that a file of an edition asks for, whoever serves it (research: security D.1).

No Server, no Set-Cookie, no time of a file. Referrer-Policy is no-referrer even on forms: there is no session whose
protection could look at Origin.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

Headers = list[tuple[bytes, bytes]]

_LOCKED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FORM = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'"
_NAMED_TYPES = "require-trusted-types-for 'script'; trusted-types restante-search"
_SCRIPT = "script-src 'self'; connect-src 'self'"


def _from_self(images: str = "") -> str:
    return f"default-src 'none'; style-src 'self'; img-src 'self'{images}; font-src 'self'"


CSP = {
    "reading": f"{_from_self()}; {_LOCKED}",
    "script": f"{_from_self()}; {_SCRIPT}; {_LOCKED}; {_TYPES}",
    # its script makes addresses of further scripts, pieces of the index, by a policy of this name
    "search": f"{_from_self()}; {_SCRIPT}; {_LOCKED}; {_NAMED_TYPES}",
    "letter": f"{_from_self(' blob:')}; {_SCRIPT}; {_LOCKED}; {_TYPES}",
    # a few words of a person's page, made to stand in the pages of others
    "embed": f"{_from_self()}; base-uri 'none'; form-action 'none'; frame-ancestors *",
    "plain": f"{_from_self()}; {_FORM}",
    "plain-read": f"{_from_self(' data:')}; {_FORM}",
    # a PDF viewer obeys the fetch directives of the PDF's own answer, so files get the locks only
    "file": _LOCKED,
}
_FEATURES = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope magnetometer "
    "microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock usb web-share "
    "xr-spatial-tracking"
)
EVERYWHERE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"origin-agent-cluster", b"?1"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in _FEATURES.split()).encode()),
]
_OURS = (b"cross-origin-resource-policy", b"same-origin")
_ANYBODYS = (b"cross-origin-resource-policy", b"cross-origin")
"""Of the small page and its style only: a site that isolates itself, or its frames, could not show the page else."""
HTML, JSON, OCTETS = "text/html; charset=utf-8", "application/json", "application/octet-stream"
MEDIA_TYPES = {
    ".html": HTML,
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": JSON,
    ".atom": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".woff2": "font/woff2",
}
COMPRESSED = frozenset(
    (".html", ".css", ".js", ".json", ".jsonld", ".atom", ".xml", ".txt", ".md", ".csv", ".ics", ".svg")
)
_HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_NO_STORE_PAGES = ("write.html", "read.html")


def headers_for(page: str, media_type: str, *, cached: bool = False, policy: str | None = None) -> Headers:
    """All headers but the length, for a page of a kind in CSP, or with a policy of its own."""
    shared = _ANYBODYS if page == "embed" or media_type == MEDIA_TYPES[".css"] else _OURS
    asked = (b"content-security-policy", (policy or CSP[page]).encode())
    kind = [(b"content-type", media_type.encode()), asked, *EVERYWHERE, shared]
    if cached:
        return [*kind, (b"cache-control", b"public, max-age=300")]
    return [*kind, (b"cache-control", b"no-store"), (b"x-robots-tag", b"noindex")]


def headers_of_file(file: PurePath, data: bytes) -> Headers:
    """The same for a file of an edition: scripts run only in a page that has one."""
    if file.name == "verify.html":
        return headers_for("reading", HTML, cached=True, policy=_policy_of_one_file(data))
    kind = "file" if file.suffix == ".pdf" else "reading"
    if file.suffix == ".html":
        kind = "letter" if file.name in _NO_STORE_PAGES else "script" if b"<script" in data else "reading"
        kind = "search" if kind == "script" and file.name == "search.html" else kind
        kind = "embed" if kind == "reading" and file.name.endswith("-embed.html") else kind
    return headers_for(kind, MEDIA_TYPES.get(file.suffix, OCTETS), cached=file.name not in _NO_STORE_PAGES)


def _policy_of_one_file(data: bytes) -> str:
    """verify.html has its script and style inside; what stands in them is what may run, and nothing may be asked."""
    parts = {}
    for tag in (b"script", b"style"):
        found = re.search(rb"<%b>(.*?)</%b>" % (tag, tag), data, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(found[1] if found else b"").digest()).decode("ascii")
        parts[tag] = f"'sha256-{digest}'"
    scripts = f"script-src {parts[b'script']}; style-src {parts[b'style']}; connect-src 'none'"
    return f"default-src 'none'; {scripts}; {_LOCKED}; {_TYPES}"


def transport_headers(urls: Sequence[str], given: bytes) -> Headers:
    """For the Host that was asked: HSTS on clearnet TLS only, Onion-Location everywhere but on the onion itself."""
    host = given.decode("latin-1").rsplit(":", 1)[0].lower()
    hosts = {url: urlsplit(url).hostname or "" for url in urls}
    secure = {name for url, name in hosts.items() if url.startswith("https://") and not name.endswith(".onion")}
    onion = next((url for url, name in hosts.items() if name.endswith(".onion")), None)
    extra = [_HSTS] if host in secure else []
    return extra if onion is None or host.endswith(".onion") else [*extra, (b"onion-location", onion.encode())]
