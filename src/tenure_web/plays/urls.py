"""Addresses of this part."""

from django.urls import path

from tenure_web.plays.views import deciding, exporting, looking, proving, writing

app_name = "plays"
urlpatterns = [
    path("", looking.plays, name="plays"),
    path("experiments/", proving.experiments, name="experiments"),
    path("experiments/<path:name>/", proving.experiment, name="experiment"),
    path("of/<path:unit>", deciding.of, name="decided"),
    path("ready/", looking.library, name="library"),
    path("new/", writing.bring, name="bring"),
    path("new/begin/", writing.new, name="new"),
    path("new/file/", writing.receive, name="receive"),
    path("play/<slug:name>/", looking.play, name="play"),
    path("play/<slug:name>/edit/", writing.edit, name="edit"),
    path("play/<slug:name>/preview/", writing.preview, name="preview"),
    path("play/<slug:name>/text/", writing.text, name="text"),
    path("play/<slug:name>/state/", writing.turn, name="turn"),
    path("play/<slug:name>/export/", looking.export, name="export"),
    path("play/<slug:name>/audience/", exporting.audience, name="audience"),
    path("play/<slug:name>/audience/file/", exporting.file, name="audience_file"),
    path("play/<slug:name>/audience/page/<int:pk>/", exporting.again, name="audience_again"),
    path("play/<slug:name>/audience/<slug:way>/", exporting.send, name="audience_send"),
    path("play/<slug:name>/audience/<slug:way>/daily/", exporting.daily, name="audience_daily"),
    path("play/<slug:name>/versions/", looking.versions, name="versions"),
    path("play/<slug:name>/versions/<int:pk>/", looking.version, name="version"),
    path("play/<slug:name>/versions/<int:pk>/restore/", writing.restore, name="restore"),
]
