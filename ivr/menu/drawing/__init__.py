"""A line as a picture."""
