# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case by its person, a claim by its key."""

from django.urls import path

from restante.desk.cases import disputes, views

app_name = "cases"
urlpatterns = [
    path("of/<slug:slug>/", views.case, name="case"),
    path("of/<slug:slug>/claims/<str:key>/", views.claim, name="claim"),
    path("of/<slug:slug>/claims/<str:key>/decide", views.decide, name="decide"),
    path("of/<slug:slug>/claims/<str:key>/wording", views.wording, name="wording"),
    path("of/<slug:slug>/claims/<str:key>/agree", views.agree, name="agree"),
    path("of/<slug:slug>/claims/<str:key>/withdraw", views.withdraw, name="withdraw"),
    path("of/<slug:slug>/claims/<str:key>/cite", disputes.cite, name="cite"),
    path("of/<slug:slug>/claims/<str:key>/otherwise", disputes.otherwise, name="otherwise"),
    path("of/<slug:slug>/claims/<str:key>/link", disputes.link, name="link"),
    path("of/<slug:slug>/contradictions/<str:one>/<str:other>/", disputes.contradiction, name="contradiction"),
    path("of/<slug:slug>/contradictions/<str:one>/<str:other>/explain", disputes.explain, name="explain"),
    path("of/<slug:slug>/events/<str:key>/publish", views.publish_event, name="publish-event"),
    path("of/<slug:slug>/events/<str:key>/agree", views.agree_event, name="agree-event"),
]
