# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the mailroom."""

from django.urls import path

from restante.desk.mailroom import views

app_name = "mailroom"
urlpatterns = [
    path("", views.room, name="room"),
    path("start", views.start, name="start"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/files/<int:file_pk>/<str:name>", views.file, name="file"),
    path("runs/<int:pk>/reprint", views.reprint, name="reprint"),
    path("runs/<int:pk>/posted", views.posted, name="posted"),
    path("runs/<int:pk>/close", views.close, name="close"),
    path("runs/<int:pk>/cancel", views.cancel, name="cancel"),
    path("channels/<str:country>/<str:name>/", views.channel, name="channel"),
    path("letters/<str:letter_id>/transcript", views.transcript, name="transcript"),
    path("letters/<str:letter_id>/sent", views.sent, name="sent"),
    path("letters/<str:letter_id>/fate", views.fate, name="fate"),
]
