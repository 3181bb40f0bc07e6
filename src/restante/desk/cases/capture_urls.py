# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies by their source and by their key; they stand before the addresses that hold for any kind of record."""

from typing import Final

from django.urls import path

from restante.desk.cases import capture_views

PATHS: Final = (
    path("of/<slug:slug>/sources/<str:key>/copies/", capture_views.copies, name="copies"),
    path("of/<slug:slug>/sources/<str:key>/copies/keep", capture_views.keep, name="keep-copy"),
    path("of/<slug:slug>/copies/<str:key>/", capture_views.copy, name="copy"),
    path("of/<slug:slug>/copies/<str:key>/look-up", capture_views.look_up, name="look-up"),
    path("of/<slug:slug>/copies/<str:key>/compare", capture_views.compare, name="compare"),
    path("of/<slug:slug>/copies/<str:key>/stamp", capture_views.stamp, name="stamp-copy"),
    path("of/<slug:slug>/copies/<str:key>/show", capture_views.show, name="show-copy"),
    path("of/<slug:slug>/copies/<str:key>/withdraw", capture_views.throw_away, name="withdraw-copy"),
    path("of/<slug:slug>/copies/<str:key>/original", capture_views.original, name="original"),
)
