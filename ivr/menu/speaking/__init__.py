"""Values said well, aloud and in writing, by language."""
