"""The event site of a centre for advanced therapies."""
