"""What attendees take away: one event, or all of them, as iCalendar (RFC 5545, 7986)."""
