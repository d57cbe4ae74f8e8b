"""What the workflows need from the world, as protocols; providers and shelves answer them, the factory joins them."""
