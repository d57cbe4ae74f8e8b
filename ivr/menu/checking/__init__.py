"""Rules that need the whole line: ways, names, keys, recordings."""
