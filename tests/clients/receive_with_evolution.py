"""Receives the invitations in files with Evolution's calendar, and prints what it holds after each.

    dbus-run-session -- /usr/bin/python3 receive_with_evolution.py FILE...

It runs with the system's Python, in a session and a home of its own; Debian's packages are
evolution-data-server, gir1.2-ecal-2.0 and dbus-daemon. The calendar takes whatever it is given; it
is Evolution's view of a letter that knows SEQUENCE, and offers nothing to press where the letter is
older than what is held. That view needs a desktop, so its rule is kept here. Prints a line of JSON
a file.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, ICalGLib  # type: ignore[import-untyped]  # noqa: E402

AT_ONCE = 2**32 - 1  # seconds to wait for a connection: none


def held(event: Any) -> dict[str, str]:
    """What the calendar holds of an event."""
    zone = event.get_dtstart().get_timezone() or ICalGLib.Timezone.get_utc_timezone()
    start = datetime.fromtimestamp(event.get_dtstart().as_timet_with_zone(zone), UTC)
    status = event.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY)
    return {
        "uid": event.get_uid(),
        "title": event.get_summary(),
        "starts": start.strftime("%Y-%m-%dT%H:%MZ"),
        "status": status.get_value_as_string(),
    }


def is_obsolete(received: Any, found: list[Any]) -> bool:
    """Whether a request is older than what the calendar holds of its event."""
    event = received.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    newer = [it for it in found if it.get_sequence() > event.get_sequence()]
    is_request = received.get_method() == ICalGLib.PropertyMethod.REQUEST
    return is_request and event.get_uid() in {it.get_uid() for it in newer}


def main(files: list[str]) -> None:
    """Receive one file after the other."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    events = ECal.ClientSourceType.EVENTS
    client = ECal.Client.connect_sync(registry.ref_builtin_calendar(), events, AT_ONCE, None)
    found: list[Any] = []
    for file in files:
        received = ICalGLib.Component.new_from_string(Path(file).read_text(encoding="utf-8"))
        if not is_obsolete(received, found):
            client.receive_objects_sync(received, ECal.OperationFlags.NONE, None)
        _is_done, found = client.get_object_list_sync("#t", None)
        print(json.dumps([held(event) for event in found]), flush=True)


main(sys.argv[1:])
