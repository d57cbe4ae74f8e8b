"""What a change of menus is, in words that people who answer for a line read."""
