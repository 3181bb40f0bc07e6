# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the quarantine."""

from django.urls import path

from restante.desk.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.quarantine, name="quarantine"),
    path("<str:sha256>/again", views.again, name="again"),
    path("<str:sha256>/drop", views.drop, name="drop"),
]
