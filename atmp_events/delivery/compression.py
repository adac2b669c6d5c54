"""Text leaves compressed (RFC 9110, 8.4): a feed of a year is a tenth of its size.

Only gzip, which every calendar service and proxy reads; a proxy in front may do better.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from .admin_path import is_of_the_admin

TEXT = ("text/", "application/atom+xml", "application/feed+json", "application/xml")


class TextCompression(GZipMiddleware):
    """Compresses public text. The tag becomes a weak one, which still matches (RFC 9110, 8.8.3.2).

    The admin is left alone: a secret compressed beside what a stranger typed is guessed (BREACH).
    No public page holds a secret, so nothing random is added, and the same bytes stay the same.
    """

    max_random_bytes = 0

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress, and tell caches that it depends on what was asked for, also with a 304."""
        is_text = response.headers.get("Content-Type", "").startswith(TEXT)
        is_redirect = 300 <= response.status_code < 400
        if response.status_code != 304 and (is_redirect or not is_text):
            return response
        if is_of_the_admin(request):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)
