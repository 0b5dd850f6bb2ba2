"""Addresses of this part."""

app_name = "work"
urlpatterns: list[object] = []
