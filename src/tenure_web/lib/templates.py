"""Jinja for pages: escaped, strict about names, with the report's own filters."""

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from tenure.charts.unsaid import said, unsaid
from tenure.errors import TenureError
from tenure.report.page import unbroken
from tenure_web.lib.commands import on_pages
from tenure_web.lib.language import words_of


def environment(**options: Any) -> Environment:
    """Return the environment of all pages."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)
    made.filters |= {"unbroken": unbroken, "unsaid": unsaid, "said": _said}
    made.globals |= {"static": staticfiles_storage.url, "url": _url}
    return made


def _said(error: TenureError, language: str) -> TenureError:
    """Return an error in a language, with pages where its hint names commands."""
    return on_pages(said(error, language), words_of(language))


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
