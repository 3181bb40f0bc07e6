# SPDX-License-Identifier: AGPL-3.0-or-later
"""How passwords are kept and which are accepted."""

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST = 14
MOST = 128
_TWO_AT_A_TIME = threading.BoundedSemaphore(2)


class DeskArgon2Hasher(Argon2PasswordHasher):
    """64 MiB, three rounds, one lane: above OWASP's floor, bearable on a small machine (Django's own takes 100 MiB)."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """At most two at a time: a crowd at the door must not eat the machine's memory."""
        with _TWO_AT_A_TIME:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """The same bound."""
        with _TWO_AT_A_TIME:
            return super().verify(password, encoded)


class LengthValidator:
    """14 to 128 characters; the upper bound is checked before any hashing."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        """Refuse what is too short or absurdly long."""
        if not LEAST <= len(password) <= MOST:
            raise ValidationError(self.get_help_text(), code="password_length")

    def get_help_text(self) -> str:
        """What the form says beneath the field."""
        return _("At least %(least)d characters. Five unrelated words are easy to remember and hard to guess.") % {
            "least": LEAST
        }
