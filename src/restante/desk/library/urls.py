# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts by their versions, and by their addresses once they are public."""

from django.urls import path

from restante.desk.library import views

app_name = "library"
urlpatterns = [
    path("", views.room, name="room"),
    path("bring", views.bring, name="bring"),
    path("text.css", views.style, name="style"),
    path("authors", views.authors, name="authors"),
    path("authors/<int:pk>/lift", views.lift, name="lift"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("versions/<int:pk>/publish", views.publish, name="publish"),
    path("versions/<int:pk>/aside", views.aside, name="aside"),
    path("versions/<int:pk>/pictures/<str:name>", views.picture, name="picture"),
    path("of/<slug:slug>/withdraw", views.withdraw, name="withdraw"),
]
