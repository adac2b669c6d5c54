"""A Redis server on loopback for a test, without persistence."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.missing_programs import skip_missing
from tools.with_postgres import free_port


@dataclass
class RedisServer:
    """A Redis server that can be stopped, and started again at the same address."""

    program: str
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """The value of CACHE_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server with no data; return when it accepts connections."""
        command = [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL)  # noqa: S603
        for _ in range(100):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError

    def stop(self) -> None:
        """Kill the server."""
        if self.process:
            self.process.kill()
            self.process.wait(10)


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """Run a server for the length of the block."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        skip_missing("Redis is missing. Debian: apt-get install redis-server")
    server = RedisServer(str(program), folder, free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()
