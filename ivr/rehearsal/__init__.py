"""Rehearsing: call scripts played against a line's engine, without a telephone, a store or a clock. Pure."""
