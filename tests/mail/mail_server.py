"""Program: a mail server on loopback that saves the letters it accepts.

    python -m tests.mail.mail_server FILE [smtps|starttls]

With smtps or starttls it encrypts, with the certificate in `certificate.pem` beside FILE.

It prints its port and writes each accepted letter to FILE as a line of JSON. It refuses by the
local part of the recipient: `refused` for good, `later` for now, `spam` at the end of DATA. At
`killed.before.data` and `killed.after.data` it kills its sender before it answers, once; the id of
that process is in `sender.pid` beside FILE.
"""

import asyncio
import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP

REPLIES = {
    "refused": "550 5.1.1 <{0}>: no such user here",
    "later": "451 4.7.1 {0} is greylisted",
}


class Handler:
    """Handler of aiosmtpd: refuse or save a letter."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.killed_at: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if reply := REPLIES.get(address.partition("@")[0]):
            return reply.format(address)
        envelope.rcpt_tos.append(address)
        self.kill_sender("killed.before.data", address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if envelope.rcpt_tos[0].startswith("spam@"):
            return f"554 5.7.1 {envelope.rcpt_tos[0]} wants no such letters"
        letter = {"to": envelope.rcpt_tos, "content": envelope.content.decode()}
        with self.file.open("a") as file:
            print(json.dumps(letter), file=file)
        self.kill_sender("killed.after.data", envelope.rcpt_tos[0])
        return "250 OK"

    def kill_sender(self, name: str, address: str) -> None:
        """Kill the sender, once, if the recipient has this local part."""
        if address.startswith(name) and name not in self.killed_at:
            self.killed_at.add(name)
            os.kill(int(self.file.with_name("sender.pid").read_text()), signal.SIGKILL)


class MailServer:
    """The port and the accepted letters of a running server."""

    def __init__(self, port: int, file: Path) -> None:
        self.port, self.file = port, file

    def letters(self) -> list[EmailMessage]:
        """Return the accepted letters, oldest first."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        contents = [json.loads(it)["content"].encode() for it in lines]
        return [cast(EmailMessage, message_from_bytes(it, policy=default)) for it in contents]

    def ids(self) -> list[str]:
        """Return the Message-IDs of the accepted letters."""
        return [str(it["Message-ID"]) for it in self.letters()]


@contextmanager
def mail_server(folder: Path, *encryption: str) -> Iterator[MailServer]:
    """Run the server in its own process; `encryption` is nothing, `smtps` or `starttls`."""
    file = folder / "letters.jsonl"
    command = [sys.executable, "-m", "tests.mail.mail_server", str(file), *encryption]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        yield MailServer(int(process.stdout.readline()), file)
        process.terminate()


class Server(SMTP):
    """SMTP server that still accepts a complete letter after its sender has disconnected."""

    def eof_received(self) -> bool:
        return True


async def serve(file: Path, encryption: str = "") -> None:
    """Serve until the process ends."""
    handler, options = Handler(file), {}
    certificate = None
    if encryption:
        certificate = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        certificate.load_cert_chain(file.with_name("certificate.pem"))
    if encryption == "starttls":
        options = {"tls_context": certificate, "require_starttls": True}
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(handler, hostname="mail.example.org", **options),
        "127.0.0.1",
        ssl=certificate if encryption == "smtps" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), *sys.argv[2:]))
