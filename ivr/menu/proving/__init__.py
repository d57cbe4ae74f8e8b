"""The proof that nobody gets stuck: the space of all calls, searched for rounds that only a limit ends."""
