# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells Django where this app is; nothing happens at start-up."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    """The app `restante.desk.mailroom`."""

    name = "restante.desk.mailroom"
    default_auto_field = "django.db.models.BigAutoField"
