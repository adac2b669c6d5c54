"""What visitors read. A view gets, decides and renders; it fits on a screen."""
