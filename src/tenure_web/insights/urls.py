"""Addresses of this part."""

from django.urls import path

from tenure_web.insights import (
    boards,
    experiment,
    interviews,
    measure,
    opened,
    overview,
    quarter,
    saving,
    timeline,
    told,
    why,
)

app_name = "insights"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("measure/<slug:name>/", measure.metric, name="metric"),
    path("measure/<slug:name>/sql/", measure.sql, name="sql"),
    path("measure/<slug:name>/open/", measure.open_cell, name="open"),
    path("measure/<slug:name>/<slug:kind>/", measure.file, name="file"),
    path("opened/<str:name>/", opened.opened, name="opened"),
    path("opened/<str:name>/csv/", opened.opened_file, name="opened_file"),
    path("explain/why/", why.why, name="why"),
    path("explain/why/<slug:kind>/", why.why_file, name="why_file"),
    path("explain/interviews/", interviews.interviews, name="interviews"),
    path("explain/interviews/csv/", interviews.interviews_file, name="interviews_file"),
    path("explain/<slug:area>/", told.explain, name="explain"),
    path("predict/card/", told.card, name="card"),
    path("predict/<slug:area>/", told.predict, name="predict"),
    path("prove/experiment/", experiment.experiment, name="experiment"),
    path("prove/experiment/<slug:kind>/", experiment.experiment_file, name="experiment_file"),
    path("prove/quarter/", quarter.quarter, name="quarter"),
    path("prove/quarter/<slug:kind>/", quarter.quarter_file, name="quarter_file"),
    path("prove/<slug:area>/", told.prove, name="prove"),
    path(
        "files/<slug:verb>/<slug:area>/<int:number>/<slug:kind>/",
        told.told_file,
        name="told_file",
    ),
    path("timeline/", timeline.timeline, name="timeline"),
    path("timeline/add/", timeline.add, name="timeline_add"),
    path("timeline/changes.csv", timeline.export, name="timeline_export"),
    path("timeline/<int:number>/", timeline.edit, name="timeline_edit"),
    path("timeline/<int:number>/remove/", timeline.remove, name="timeline_remove"),
    path("views/", saving.views, name="views"),
    path("views/add/", saving.save_view, name="view_add"),
    path("views/<int:number>/remove/", saving.remove_view, name="view_remove"),
    path("dashboards/add/", boards.add, name="dashboard_add"),
    path("dashboards/<int:number>/", boards.dashboard, name="dashboard"),
    path("dashboards/<int:number>/arrange/", boards.arrange, name="dashboard_arrange"),
    path("dashboards/<int:number>/remove/", boards.remove, name="dashboard_remove"),
    path("dashboards/<int:number>/mail/", boards.mail, name="dashboard_mail"),
]
