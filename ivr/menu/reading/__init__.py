"""Menu files read: YAML, its traps, names and settings, steps and the line."""
