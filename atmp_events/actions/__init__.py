"""Actions: changes of several rows, or of what readers see."""
