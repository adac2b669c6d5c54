"""The calendar files of events, for one and for many: iCalendar (RFC 5545, 7986)."""
