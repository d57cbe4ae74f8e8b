"""The language as JSON Schema, so that editors complete, explain and underline."""
