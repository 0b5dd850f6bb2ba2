"""Addresses of this part."""

from django.urls import path

from tenure_web.customers.views import accounts, finding, happening, lists, noting, one, segmenting

app_name = "customers"
urlpatterns = [
    path("", lists.customers, name="list"),
    path("export.csv", lists.export, name="export"),
    path("search/", finding.search, name="search"),
    path("segments/", lists.saved, name="segments"),
    path("segments/save/", segmenting.save, name="segment_save"),
    path("segments/<int:segment>/", segmenting.segment, name="segment"),
    path("segments/<int:segment>/delete/", segmenting.delete, name="segment_delete"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/export.csv", accounts.export, name="accounts_export"),
    path("account/<path:account>", accounts.account, name="account"),
    path("account-story/<path:account>", happening.account, name="account_story"),
    path("one/<path:unit>", one.one, name="one"),
    path("curve/<path:unit>", one.curve, name="curve"),
    path("story/<path:unit>", happening.customer, name="story"),
    path("note/<int:note>/", noting.edit, name="note_edit"),
    path("note/<int:note>/change/", noting.change, name="note_change"),
    path("notes/<str:kind>/<path:unit>", noting.add, name="note"),
]
