"""Sessions while the database or the disk fails."""

import logging

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from ..error_pages import is_temporary

logger = logging.getLogger(__name__)


class Sessions(SessionMiddleware):
    """Django's, whose failure to store the session does not undo an answer.

    What was asked for is done by then. Lost is what can be lost: that a message has been shown.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Store the session, if the database and the disk let it."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            if is_temporary(error):
                logger.warning("The session was not stored", exc_info=True)
                return response
            raise
