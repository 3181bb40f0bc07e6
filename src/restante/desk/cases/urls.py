# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences by person."""

from django.urls import path

from restante.desk.cases import views

app_name = "cases"
urlpatterns = [
    path("of/<slug:slug>/", views.sentences, name="sentences"),
    path("of/<slug:slug>/add", views.add, name="add"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/remove", views.remove, name="remove"),
]
