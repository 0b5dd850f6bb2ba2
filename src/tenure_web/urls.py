"""The addresses of the workspace, a part each."""

from django.urls import include, path

urlpatterns = [
    path("", include("tenure_web.lib.urls")),
    path("", include("tenure_web.home.urls")),
    path("people/", include("tenure_web.people.urls")),
    path("insights/", include("tenure_web.insights.urls")),
    path("customers/", include("tenure_web.customers.urls")),
    path("definitions/", include("tenure_web.definitions.urls")),
    path("tasks/", include("tenure_web.tasks.urls")),
    path("plays/", include("tenure_web.plays.urls")),
    path("work/", include("tenure_web.work.urls")),
    path("messages/", include("tenure_web.messages.urls")),
    path("api/", include("tenure_web.api.urls")),
]

handler400 = "tenure_web.lib.mistakes.bad_request"
handler403 = "tenure_web.lib.mistakes.forbidden"
handler404 = "tenure_web.lib.mistakes.not_found"
handler500 = "tenure_web.lib.mistakes.failed"
