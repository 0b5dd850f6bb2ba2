"""Addresses of this part."""

from django.urls import path

from tenure_web.work import views

app_name = "work"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("now/", views.now, name="now"),
    path("start/", views.start, name="start"),
    path("runs/<int:job>/", views.run, name="run"),
    path("schedule/", views.schedules, name="schedule"),
    path("schedule/<slug:what>/", views.change_schedule, name="change_schedule"),
]
