# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of publishing."""

from django.urls import path

from restante.desk.publishing import views

app_name = "publishing"
urlpatterns = [
    path("", views.room, name="room"),
    path("publish", views.publish, name="publish"),
    path("replies/<int:pk>/withdraw", views.withdraw, name="withdraw"),
]
