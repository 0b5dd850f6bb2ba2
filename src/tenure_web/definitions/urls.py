"""Addresses of this part."""

app_name = "definitions"
urlpatterns: list[object] = []
