# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the replies room."""

from django.urls import path

from restante.desk.replies import page_views, views

app_name = "replies"
urlpatterns = [
    path("", views.room, name="room"),
    path("upload", views.upload, name="upload"),
    path("scans/<int:pk>/drop", views.drop_scan, name="drop-scan"),
    path("scans/<int:pk>/again", views.again, name="read-again"),
    path("<int:pk>/", views.reply, name="reply"),
    path("<int:pk>/match", views.match, name="match"),
    path("<int:pk>/unmatch", views.unmatch, name="unmatch"),
    path("<int:pk>/join", views.join, name="join"),
    path("<int:pk>/deliver", views.deliver, name="deliver"),
    path("<int:pk>/drop", views.drop, name="drop"),
    path("pages/<int:pk>/image.jpg", page_views.image, name="image"),
    path("pages/<int:pk>/", page_views.page, name="page"),
    path("pages/<int:pk>/turn", page_views.turn, name="turn"),
    path("pages/<int:pk>/leave", page_views.leave, name="leave"),
    path("pages/<int:pk>/split", page_views.split, name="split"),
]
