"""Address of the start page."""

from django.urls import path

from tenure_web.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
