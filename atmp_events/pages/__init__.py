"""Pages for visitors. A view fetches data, decides what to show, and renders a template."""
