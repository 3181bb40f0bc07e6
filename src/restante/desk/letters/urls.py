# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists, the check, and what is done there."""

from django.urls import path

from restante.desk.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.letters, name="waiting"),
    path("list/<str:which>", views.letters, name="letters"),
    path("next", views.next_letter, name="next"),
    path("<str:letter_id>/", views.letter, name="letter"),
    path("<str:letter_id>/picture/<int:place>", views.picture, name="picture"),
    path("<str:letter_id>/take", views.take, name="take"),
    path("<str:letter_id>/renew", views.renew, name="renew"),
    path("<str:letter_id>/release", views.release, name="release"),
    path("<str:letter_id>/approve", views.approve, name="approve"),
    path("<str:letter_id>/undo", views.undo, name="undo"),
    path("<str:letter_id>/return", views.return_letter, name="return"),
    path("<str:letter_id>/decline", views.decline, name="decline"),
    path("<str:letter_id>/hold", views.hold, name="hold"),
    path("<str:letter_id>/resume", views.resume, name="resume"),
    path("<str:letter_id>/translator", views.to_translator, name="translator"),
    path("<str:letter_id>/translate", views.translate, name="translate"),
    path("<str:letter_id>/address", views.address, name="address"),
    path("<str:letter_id>/read", views.read, name="read"),
]
