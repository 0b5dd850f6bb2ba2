"""Addresses of this part."""

from django.urls import include, path

from tenure_web.api import views
from tenure_web.api.failures import nothing
from tenure_web.api.v1 import openapi, patterns

app_name = "api"
urlpatterns = [
    path("", views.docs, name="docs"),
    path("v1/openapi.json", openapi, name="openapi"),
    path("v1/", include(patterns)),
    path("v1/<path:path>", nothing, name="nothing"),
]
