"""Answers that need not be sent again: each has an ETag, and 304 is said where it is known."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)


def conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Mark an answer with what it holds; 304 instead to who has just that.

    A file brings its ETag along: its content is not known before it is sent.
    """
    patch_vary_headers(response, ("Authorization",))
    if request.method != "GET" or response.status_code != 200:
        patch_cache_control(response, private=True, no_store=True)
        return response
    patch_cache_control(response, private=True, no_cache=True)
    if not response.streaming:
        set_response_etag(response)
    sent: Any = response  # its types leave out what streams
    return get_conditional_response(request, response.headers["ETag"], response=sent) or response
