"""Addresses of this part."""

app_name = "insights"
urlpatterns: list[object] = []
