# SPDX-License-Identifier: AGPL-3.0-or-later
"""People, and under `places/` where they are held."""

from django.urls import path

from restante.desk.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("add", views.add_person, name="add"),
    path("places/", views.facilities, name="facilities"),
    path("places/add", views.add_facility, name="add-facility"),
    path("places/<slug:slug>/", views.edit_facility, name="edit-facility"),
    path("of/<slug:slug>/", views.person, name="person"),
    path("of/<slug:slug>/edit", views.edit_person, name="edit"),
]
