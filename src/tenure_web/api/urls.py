"""Addresses of this part."""

app_name = "api"
urlpatterns: list[object] = []
