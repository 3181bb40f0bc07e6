# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case by its person, a claim by its key, and everything else by its kind and key."""

from django.urls import path

from restante.desk.cases import capture_urls, deciding_views, disputes, entity_views, views

app_name = "cases"
urlpatterns = [
    *capture_urls.PATHS,
    path("of/<slug:slug>/", views.case, name="case"),
    path("of/<slug:slug>/claims/<str:key>/", views.claim, name="claim"),
    path("of/<slug:slug>/claims/<str:key>/decide", views.decide, name="decide"),
    path("of/<slug:slug>/claims/<str:key>/wording", views.wording, name="wording"),
    path("of/<slug:slug>/claims/<str:key>/cite", disputes.cite, name="cite"),
    path("of/<slug:slug>/claims/<str:key>/otherwise", disputes.otherwise, name="otherwise"),
    path("of/<slug:slug>/claims/<str:key>/link", disputes.link, name="link"),
    path("of/<slug:slug>/contradictions/<str:one>/<str:other>/", disputes.contradiction, name="contradiction"),
    path("of/<slug:slug>/contradictions/<str:one>/<str:other>/explain", disputes.explain, name="explain"),
    path("of/<slug:slug>/add/<slug:kind>", entity_views.add, name="add"),
    path("of/<slug:slug>/<slug:kind>/", entity_views.rows, name="rows"),
    path("of/<slug:slug>/<slug:kind>/<str:key>/", entity_views.row, name="row"),
    path("of/<slug:slug>/<slug:kind>/<str:key>/edit", entity_views.edit, name="edit"),
    path("of/<slug:slug>/<slug:kind>/<str:key>/tell", entity_views.tell, name="tell"),
    path("of/<slug:slug>/<slug:kind>/<str:key>/publish", deciding_views.publish, name="publish"),
    path("of/<slug:slug>/<slug:kind>/<str:key>/agree", deciding_views.agree, name="agree"),
    path("of/<slug:slug>/<slug:kind>/<str:key>/hide", deciding_views.hide, name="hide"),
    path("of/<slug:slug>/<slug:kind>/<str:key>/withdraw", deciding_views.withdraw, name="withdraw"),
]
