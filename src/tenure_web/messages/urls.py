"""Addresses of this part."""

from django.urls import path

from tenure_web.messages.views import bringing, choosing, following, log, staff

app_name = "messages"
urlpatterns = [
    path("closed/", staff.closed, name="closed"),
    path("closed/<int:row>/lift/", staff.lift, name="lift"),
    path("bring/", bringing.bring, name="bring"),
    path("bounds/", staff.bounds, name="bounds"),
    path("of/<path:unit>", staff.customer, name="customer"),
    path("say/<path:unit>", staff.say, name="say"),
    path("contact/<path:unit>", staff.contact, name="contact"),
    path("erase/<path:unit>", staff.erase, name="erase"),
    path("", log.log, name="log"),
    path("<int:number>/", log.one, name="one"),
    path("<int:number>/again/", log.again, name="again"),
    path("<int:number>/test/", log.test, name="test"),
    path("choices/<str:token>/", choosing.choices, name="choices"),
    path("o/<str:token>.gif", following.opened, name="opened"),
    path("c/<str:token>/", following.clicked, name="clicked"),
]
