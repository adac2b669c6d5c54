"""Runs nginx with the configuration of compose.yaml as a proxy of a site on this machine."""

import getpass
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection
from time import sleep
from typing import Final

CONFIGURATION: Final = Path(__file__).resolve().parents[2] / "nginx" / "atmp-events.conf"
PROGRAM: Final = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
# The nginx.conf of nginx's image, with folders of this test.
MAIN: Final = """
user {user};
daemon off;
worker_processes auto;
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" '
                    '"$http_user_agent" "$http_x_forwarded_for"';
    access_log {folder}/access.log main;
    sendfile on;
    keepalive_timeout 65;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {more}
    include {folder}/site.conf;
}}
"""


@contextmanager
def nginx_before(
    site: int, folder: Path, *, port: int, more: str = "", names: int | None = None
) -> Iterator[None]:
    """Run nginx on `port` as a proxy of the site on port `site`, with `more` in its http block.

    `names` is the port of a name server: nginx then looks the site up by name, as in production.
    """
    configuration = CONFIGURATION.read_text()
    host = "site" if names else "127.0.0.1"
    for shipped, changed in {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx": str(folder),
        "resolver 127.0.0.11 ": f"resolver 127.0.0.1:{names or 53} ",
        "set $site site:8000;": f"set $site {host}:{site};",
    }.items():
        assert shipped in configuration
        configuration = configuration.replace(shipped, changed)
    folder.joinpath("site.conf").write_text(configuration)
    folder.joinpath("nginx.conf").write_text(
        MAIN.format(folder=folder, more=more, user=getpass.getuser())
    )
    command = [str(PROGRAM), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with folder.joinpath("nginx.log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log)  # noqa: S603
    try:
        _wait(port, process, folder)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, folder.joinpath("nginx.log").read_text()
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    raise TimeoutError(folder.joinpath("nginx.log").read_text())
