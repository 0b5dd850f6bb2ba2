"""Addresses of signing in and of people."""

from django.urls import path

from tenure_web.people import (
    account,
    audit_pages,
    forgotten,
    invitations,
    managing,
    portfolio_pages,
    second_factor,
    signing_in,
    token_pages,
)

app_name = "people"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="login"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("second-factor/", signing_in.second_factor, name="second_factor"),
    path("forgotten/", forgotten.forgotten, name="forgotten"),
    path("new-password/<str:who>/<str:token>/", forgotten.new_password, name="new_password"),
    path("join/<str:secret>/", invitations.join, name="join"),
    path("me/", account.me, name="me"),
    path("me/password/", account.password, name="password"),
    path("me/sessions/<int:pk>/end/", account.end_session, name="end_session"),
    path("me/sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
    path("me/second-factor/", second_factor.set_up, name="set_up"),
    path("me/second-factor/picture.svg", second_factor.picture, name="picture"),
    path("me/second-factor/confirm/", second_factor.confirm, name="confirm"),
    path("me/second-factor/spare/", second_factor.renew_spare_codes, name="spare_codes"),
    path("me/second-factor/off/", second_factor.turn_off, name="turn_off"),
    path("me/tokens/", token_pages.own_tokens, name="tokens"),
    path("me/tokens/<int:pk>/remove/", token_pages.remove_token, name="remove_token"),
    path("", managing.people, name="list"),
    path("<int:pk>/", managing.person, name="person"),
    path("<int:pk>/lock/", managing.lock, name="lock"),
    path("<int:pk>/unlock/", managing.unlock, name="unlock"),
    path("<int:pk>/second-factor/", managing.reset_second_factor, name="reset_second_factor"),
    path("<int:pk>/password-link/", managing.password_link, name="password_link"),
    path("invite/", invitations.invite, name="invite"),
    path("invitations/<int:pk>/remove/", invitations.remove_invitation, name="remove_invitation"),
    path("portfolios/", portfolio_pages.portfolios, name="portfolios"),
    path("portfolios/new/", portfolio_pages.portfolio, name="new_portfolio"),
    path("portfolios/<int:pk>/", portfolio_pages.portfolio, name="portfolio"),
    path("portfolios/<int:pk>/remove/", portfolio_pages.remove_portfolio, name="remove_portfolio"),
    path("audit/", audit_pages.audit, name="audit"),
    path("audit.csv", audit_pages.audit_csv, name="audit_csv"),
]
