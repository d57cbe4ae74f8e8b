"""Templates, filters and conditions, and what they compute with."""
