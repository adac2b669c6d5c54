"""The least that can answer: a function that returns the bytes it was given in the file `BARE`.

The file holds JSON: {"headers": [[name, value], …], "unchanged": […], "body": base64}.
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
UNCHANGED: list[tuple[str, str]] = [(name, value) for name, value in GIVEN["unchanged"]]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer, or say that nothing has changed."""
    if "HTTP_IF_NONE_MATCH" in environ:
        start_response("304 Not Modified", UNCHANGED)
        return [b""]
    start_response("200 OK", HEADERS)
    return [BODY]
