"""Letters: their text, the outbox in which they wait, and their sending."""
