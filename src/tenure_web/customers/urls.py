"""Addresses of this part."""

app_name = "customers"
urlpatterns: list[object] = []
