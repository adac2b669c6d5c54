"""An event read as a visitor would read it, before it is published: what is amiss, and where."""
