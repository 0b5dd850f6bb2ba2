"""What the worker does: runs."""

from django_tasks import task

from tenure_web.work import hooks, running
from tenure_web.work.asking import BusyError, ask
from tenure_web.work.models import Job


@task()
def run_company(job: int | None = None) -> None:
    """Do the run that a job asks for; without one, ask for it, unless a run is going on."""
    if job is None:
        try:
            ask(None)
        except BusyError:
            return
        return
    found = Job.objects.get(pk=job)
    running.run(found)
    if found.state == Job.State.DONE:
        hooks.call(hooks.AFTER_RUN)
