# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page and files of style and script."""

from django.urls import path

from restante.desk.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("favicon.ico", views.icon, name="icon"),
    path("static/<path:name>", views.static_file, name="static"),
]
