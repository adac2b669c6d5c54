"""Program that imports invitations into Evolution's calendar and prints the events after each.

    dbus-run-session -- /usr/bin/python3 receive_with_evolution.py FILE...

It needs the system's Python with Debian's evolution-data-server, gir1.2-ecal-2.0 and dbus-daemon.
The calendar accepts all invitations; only Evolution's view of a letter compares SEQUENCE and has no
button for an older letter. That view needs a desktop, so `is_obsolete` does what it does. Prints a
line of JSON for each file.
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

AT_ONCE = 2**32 - 1  # do not wait for the connection (seconds)


def as_dict(event: Any) -> dict[str, str]:
    """Return the properties of an event that the test compares."""
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
    """Return whether a request is older than the event in the calendar."""
    event = received.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    newer = [it for it in found if it.get_sequence() > event.get_sequence()]
    is_request = received.get_method() == ICalGLib.PropertyMethod.REQUEST
    return is_request and event.get_uid() in {it.get_uid() for it in newer}


def main(files: list[str]) -> None:
    """Import the files one after the other."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    events = ECal.ClientSourceType.EVENTS
    client = ECal.Client.connect_sync(registry.ref_builtin_calendar(), events, AT_ONCE, None)
    found: list[Any] = []
    for file in files:
        received = ICalGLib.Component.new_from_string(Path(file).read_text(encoding="utf-8"))
        if not is_obsolete(received, found):
            client.receive_objects_sync(received, ECal.OperationFlags.NONE, None)
        _is_done, found = client.get_object_list_sync("#t", None)
        print(json.dumps([as_dict(event) for event in found]), flush=True)


main(sys.argv[1:])
