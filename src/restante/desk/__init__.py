# SPDX-License-Identifier: AGPL-3.0-or-later
"""The volunteers' private server, and the three steps that bring its database up: place, settings, tables."""

import os
import secrets
from pathlib import Path


def setup_django(home: Path | None = None) -> None:
    """Point Django at a data folder; the first call in a process decides, later ones change nothing."""
    import django

    from restante.config import find_home

    os.environ["RESTANTE_HOME"] = str(find_home(home))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "restante.desk.settings")
    django.setup()


def prepare_home(home: Path) -> None:
    """Make the desk's folder and the secret that signs sessions; safe to repeat. Run it before setup_django."""
    desk = home / "desk"
    desk.mkdir(mode=0o700, parents=True, exist_ok=True)
    (desk / "store").mkdir(mode=0o700, exist_ok=True)
    secret = desk / "secret.key"
    if not secret.exists():
        fresh = desk / f"secret.{secrets.token_hex(4)}.new"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), "ascii")
        fresh.replace(secret)


def migrate() -> None:
    """Bring the tables to the newest shape; call setup_django first."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
