"""The least that can answer: a function that returns the bytes of the file BARE.

The file holds JSON: {"headers": [[name, value], …], "body": base64}.
"""

import json
import os
from base64 import b64decode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

GIVEN: Any = json.loads(Path(os.environ["BARE"]).read_bytes())
BODY: bytes = b64decode(GIVEN["body"])
HEADERS: list[tuple[str, str]] = [(name, value) for name, value in GIVEN["headers"]]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer."""
    start_response("200 OK", HEADERS)
    return [BODY]
