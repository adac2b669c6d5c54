"""Reads the services of compose.yaml and their environment variables as Docker Compose does."""

import subprocess
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings

FILE: Final = Path(settings.BASE_DIR, "compose.yaml")


def services() -> dict[str, Any]:
    """Return the services by name, with their YAML anchors merged."""
    read: dict[str, Any] = yaml.safe_load(FILE.read_text())["services"]
    return read


def environment_of(name: str, env_file: dict[str, str]) -> dict[str, str]:
    """Return the environment variables of a service, with `env_file` as the content of .env."""
    service = services()[name]
    given = dict(env_file) if service.get("env_file") == ".env" else {}
    return given | {
        key: interpolated(str(value), env_file)
        for key, value in service.get("environment", {}).items()
    }


def interpolated(text: str, env_file: dict[str, str]) -> str:
    """Replace ${NAME:-default} and ${NAME:?} in a text: the syntax is that of a shell."""
    command = ["/bin/sh", "-c", f'printf %s "{text}"']
    return subprocess.run(  # noqa: S603
        command, env=env_file, check=True, text=True, stdout=subprocess.PIPE
    ).stdout
