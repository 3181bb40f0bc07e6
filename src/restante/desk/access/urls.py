# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sign-in, one's account, the lock, and the volunteers' list."""

from django.urls import path

from restante.desk.access import roster, views

app_name = "access"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/code", views.code, name="code"),
    path("sign-in/app", views.enrol, name="enrol"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("welcome/<str:token>", views.welcome, name="welcome"),
    path("language", views.language, name="language"),
    path("account", views.account, name="account"),
    path("account/confirm", views.confirm, name="confirm"),
    path("unlock", views.unlock, name="unlock"),
    path("lock", views.lock, name="lock"),
    path("volunteers/", roster.volunteers, name="volunteers"),
    path("volunteers/invite", roster.invite, name="invite"),
    path("volunteers/<int:pk>/link", roster.link, name="link"),
    path("volunteers/<int:pk>/role", roster.role, name="role"),
    path("volunteers/<int:pk>/codes", roster.reset, name="reset"),
    path("volunteers/<int:pk>/stop", roster.stop, name="stop"),
]
