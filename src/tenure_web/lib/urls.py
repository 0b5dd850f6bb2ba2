"""Addresses for machines, and the language of pages."""

from django.urls import path

from tenure_web.lib import health, language

app_name = "lib"
urlpatterns = [
    path("language/", language.choose, name="language"),
    path("healthz", health.health, name="health"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]
