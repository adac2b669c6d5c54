// Reads a calendar from standard input with ical.js, and writes its events as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

function moment(time) {
  return time.isDate ? time.toString() : time.toJSDate().toISOString().slice(0, 16) + "Z";
}

const entries = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    title: event.summary,
    starts: moment(event.startDate),
    ends: moment(event.endDate),
    place: event.location ?? "",
    text: event.description,
    status: component.getFirstPropertyValue("status"),
  };
});
process.stdout.write(JSON.stringify(entries));
