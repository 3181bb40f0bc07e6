# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the lists' room: files on their way, and lists as they stand."""

from django.urls import path

from restante.desk.lists import list_views, views

app_name = "lists"
urlpatterns = [
    path("", views.room, name="room"),
    path("upload", views.upload, name="upload"),
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/columns", views.meaning, name="meaning"),
    path("files/<int:pk>/compare", views.give_meaning, name="compare"),
    path("files/<int:pk>/found/<slug:which>", views.part, name="part"),
    path("files/<int:pk>/take", views.take, name="take"),
    path("files/<int:pk>/drop", views.drop, name="drop"),
    path("of/<slug:slug>/", list_views.whole, name="list"),
    path("of/<slug:slug>/questions", list_views.questions, name="questions"),
    path("of/<slug:slug>/places", list_views.places, name="places"),
    path("of/<slug:slug>/map.toml", list_views.map_file, name="map"),
    path("matches/<int:pk>/answer", list_views.answer, name="answer"),
    path("places/<int:pk>/", list_views.place, name="place"),
    path("about/<slug:slug>/", list_views.about_person, name="person"),
    path("about/<slug:slug>/<int:pk>/claim", list_views.claim, name="claim"),
]
