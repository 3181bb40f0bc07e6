# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is carried to the machine of a new gate: the pinned first root, and one page that says what to do with it."""

import hashlib
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from restante.edition.keys import read_roots
from restante.errors import BadInput

_INSTRUCTION = """\
A gate for {url}
{line}

1. On the machine of the gate, install Restante (docs/how-to/a-gate-on-a-vps.md tells each step).
2. Copy root.json from this folder to the gate's data folder:

       install -d -m 700 /var/lib/restante-gate
       install -m 600 root.json /var/lib/restante-gate/root.json

3. Start it, and keep it running (deploy/restante-gate.service does):

       restante gate serve --home /var/lib/restante-gate --url {url}

4. Put {front} in front of 127.0.0.1:8400.
5. {url}/health now answers {{"ok": false, ...}}: nothing is here yet. The desk's worker brings the last edition at
   its next round, or as soon as one is published; then it says "ok": true.

root.json holds public keys only. Compare its SHA-256 with the desk's by another way than the one it came:

       {sha256}
"""


class BundleExists(BadInput):
    """An older bundle may be on its way already."""

    code = "bundle-exists"
    text = "{folder} exists already. Choose another folder with -o."


def write_bundle(folder: Path, url: str, keys_dir: Path) -> Path:
    """root.json and INSTALL.txt in a new folder."""
    root = read_roots(keys_dir)[0]
    if folder.exists():
        raise BundleExists(folder=folder)
    folder.mkdir(parents=True)
    try:
        (folder / "root.json").write_bytes(root)
        (folder / "INSTALL.txt").write_text(_instruction(url, hashlib.sha256(root).hexdigest()), "utf-8")
    except OSError:
        shutil.rmtree(folder)
        raise
    return folder


def _instruction(url: str, sha256: str) -> str:
    onion = (urlsplit(url).hostname or "").endswith(".onion")
    front = "Tor's HiddenService" if onion else "a proxy that ends TLS (Caddy or nginx)"
    return _INSTRUCTION.format(url=url, line="=" * (len(url) + 11), front=front, sha256=sha256)
