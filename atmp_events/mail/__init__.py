"""Letters: how they are written, and the outbox in which they wait."""
