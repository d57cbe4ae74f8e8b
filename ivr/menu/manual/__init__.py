"""The reference of the menu language: pages written by hand, with tables made from what the readers go by."""
