"""The workspace as tests run it: a home of its own, static files as they lie, quick passwords."""

import os
import tempfile

os.environ["TENURE_HOME"] = tempfile.mkdtemp(prefix="tenure-web-")
os.environ.pop("TENURE_DATABASE_URL", None)

from tenure_web.settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True)  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
