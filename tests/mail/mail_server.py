"""A mail server on the loopback, as a program: it notes what it takes.

    python -m tests.mail.mail_server FILE

It prints its port, writes each letter it takes to FILE as a line of JSON, and refuses by the part
before the @ of the recipient: `refused` for good, `later` for now, `spam` at the end of DATA.
"""

import asyncio
import json
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


class Taking:
    """What aiosmtpd asks of each letter."""

    def __init__(self, file: Path) -> None:
        self.file = file

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if reply := REPLIES.get(address.partition("@")[0]):
            return reply.format(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if envelope.rcpt_tos[0].startswith("spam@"):
            return f"554 5.7.1 {envelope.rcpt_tos[0]} wants no such letters"
        taken = {"to": envelope.rcpt_tos, "content": envelope.content.decode()}
        with self.file.open("a") as file:
            print(json.dumps(taken), file=file)
        return "250 OK"


class Received:
    """The server of a test, in a process of its own."""

    def __init__(self, port: int, file: Path) -> None:
        self.port, self.file = port, file

    def letters(self) -> list[EmailMessage]:
        """Return the letters that it has taken, in their order."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        contents = [json.loads(it)["content"].encode() for it in lines]
        return [cast(EmailMessage, message_from_bytes(it, policy=default)) for it in contents]

    def ids(self) -> list[str]:
        """Return their Message-IDs."""
        return [str(it["Message-ID"]) for it in self.letters()]


@contextmanager
def mail_server(folder: Path) -> Iterator[Received]:
    """Run the server in a process of its own."""
    file = folder / "taken.jsonl"
    command = [sys.executable, "-m", "tests.mail.mail_server", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        yield Received(int(process.stdout.readline()), file)
        process.terminate()


async def serve(file: Path) -> None:
    """Serve until the process ends."""
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Taking(file), hostname="mail.example.org"), "127.0.0.1"
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
