"""Addresses of this part."""

from django.urls import path

from tenure_web.tasks.views import capacity, interviewing, lists, making, one

app_name = "tasks"
urlpatterns = [
    path("", lists.mine, name="mine"),
    path("some/", lists.some, name="some"),
    path("undo/", lists.take_back, name="undo"),
    path("interviews/", interviewing.interviews, name="interviews"),
    path("capacity/", capacity.capacity, name="capacity"),
    path("new/<str:kind>/<path:unit>", making.new, name="new"),
    path("<int:pk>/", one.one, name="one"),
]
