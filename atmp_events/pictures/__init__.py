"""Pictures: what the site draws, and what people send it."""
