"""Addresses of this part."""

from django.urls import path

from tenure_web.definitions.views import editing, overview, quality, uploads, versions

app_name = "definitions"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("file/", overview.file, name="file"),
    path("sources/", overview.sources, name="sources"),
    path("edit/", editing.whole, name="whole"),
    path("edit/<slug:name>/", editing.section, name="section"),
    path("changes/<int:pk>/", editing.change, name="change"),
    path("changes/<int:pk>/effect/", editing.effect, name="effect"),
    path("changes/<int:pk>/again/", editing.again, name="again"),
    path("changes/<int:pk>/keep/", editing.keep, name="keep"),
    path("changes/<int:pk>/discard/", editing.discard, name="discard"),
    path("changes/<int:pk>/rebase/", editing.rebase, name="rebase"),
    path("versions/", versions.versions, name="versions"),
    path("versions/compare/", versions.compare, name="compare"),
    path("versions/<int:pk>/", versions.version, name="version"),
    path("versions/<int:pk>/restore/", versions.restore, name="restore"),
    path("quality/", quality.quality, name="quality"),
    path("quality/<slug:table>/", quality.rows, name="rows"),
    path("quality/<slug:table>/rows.csv", quality.download, name="download"),
    path("quality/<slug:table>/mend/", quality.mend, name="mend"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<int:pk>/", uploads.upload, name="upload"),
    path("uploads/<int:pk>/check/", uploads.check, name="check"),
    path("uploads/<int:pk>/add/", uploads.add, name="add"),
    path("uploads/<int:pk>/forget/", uploads.forget, name="forget"),
]
