"""Addresses of this part."""

from django.urls import path

from tenure_web.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("some/", views.some, name="some"),
    path("<int:pk>/", views.one, name="one"),
]
