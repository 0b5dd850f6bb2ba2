"""Addresses of signing in and of people."""

from django.urls import path

from tenure_web.people import account, signing_in

app_name = "people"
urlpatterns = [
    path("me/", account.me, name="me"),
    path("sign-in/", signing_in.sign_in, name="login"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("second-factor/", signing_in.second_factor, name="second_factor"),
]
