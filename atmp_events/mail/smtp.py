"""Sending by SMTP: what happens just before the server takes a letter."""

import smtplib
import socket
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.core.mail.backends import smtp

END_OF_DATA: Final = b"\r\n.\r\n"  # RFC 5321, 4.1.1.4


class _Noting:
    """Calls `note` before the line that ends a letter: with it, the server takes the letter."""

    def __init__(self, note: Callable[[], None], *args: Any, **kwargs: Any) -> None:
        self.note = note
        super().__init__(*args, **kwargs)

    def send(self, s: Any) -> None:
        """Send bytes; if `note` raises, hang up, so that the server drops the letter."""
        if isinstance(s, bytes) and s.endswith(END_OF_DATA):
            super().send(s[:-3])  # type: ignore[misc]
            # The line must not wait for the server's acknowledgement of what went before.
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[attr-defined]
            end, send = s[-3:], self.sock.sendall  # type: ignore[attr-defined]
            try:
                self.note()
            except BaseException:
                self.close()  # type: ignore[attr-defined]
                raise
            send(end)  # As little as can be lies between: a kill there would lose the letter.
        else:
            super().send(s)  # type: ignore[misc]


class _SMTP(_Noting, smtplib.SMTP):
    """Without TLS, or with STARTTLS."""


class _SMTPS(_Noting, smtplib.SMTP_SSL):
    """With TLS from the start."""


class EmailBackend(smtp.EmailBackend):
    """Django's backend; `note` is called just before the server takes a letter."""

    note: Callable[[], None] = staticmethod(lambda: None)

    @property
    def connection_class(self) -> Any:
        """Return what makes a connection."""
        return partial(_SMTPS if self.use_ssl else _SMTP, lambda: self.note())
