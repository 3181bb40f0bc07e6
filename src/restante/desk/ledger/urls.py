# SPDX-License-Identifier: AGPL-3.0-or-later
"""One page."""

from django.urls import path

from restante.desk.ledger import views

app_name = "ledger"
urlpatterns = [path("", views.lines, name="lines")]
