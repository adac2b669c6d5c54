"""Answers that are not sent twice (RFC 9110, 13)."""

from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def conditional(
    request: HttpRequest, response: HttpResponse, *, changed_at: datetime | None = None
) -> HttpResponse:
    """Return the response with a strong ETag of its body, or 304 if the reader has it already.

    `changed_at` (aware) becomes Last-Modified, and must never go back for one address.
    If-None-Match wins over If-Modified-Since.
    """
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    seconds = int(changed_at.timestamp()) if changed_at else None
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
        response.validated_at = seconds  # type: ignore[attr-defined]  # for `caching`
    answer = get_conditional_response(request, etag, seconds, response)
    return answer if isinstance(answer, HttpResponse) else response
