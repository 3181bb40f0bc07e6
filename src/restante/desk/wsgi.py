# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk as a WSGI application; RESTANTE_HOME says whose. Unlocks by the key file if the settings name one."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "restante.desk.settings")
application = get_wsgi_application()


def unlock() -> bool:
    """Whether letters can be read from the start."""
    from restante.desk.access import store

    return store.unlock_unattended()


unlock()
gc.freeze()  # what is loaded by now stays; looking through it for garbage stopped some pages for 60 ms
