# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every room under its own path. Each view declares its door; one without a declaration lets nobody in."""

from django.urls import include, path

urlpatterns = [
    path("", include("restante.desk.ui.urls")),
    path("", include("restante.desk.access.urls")),
    path("ledger/", include("restante.desk.ledger.urls")),
    path("people/", include("restante.desk.people.urls")),
    path("cases/", include("restante.desk.cases.urls")),
    path("lists/", include("restante.desk.lists.urls")),
    path("letters/", include("restante.desk.letters.urls")),
    path("intake/", include("restante.desk.intake.urls")),
    path("mailroom/", include("restante.desk.mailroom.urls")),
    path("replies/", include("restante.desk.replies.urls")),
    path("texts/", include("restante.desk.library.urls")),
    path("publishing/", include("restante.desk.publishing.urls")),
]
handler404 = "restante.desk.ui.views.missing"
handler500 = "restante.desk.ui.views.broken"
