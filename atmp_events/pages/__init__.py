"""What visitors read. A view gets, decides and renders; it is short."""
