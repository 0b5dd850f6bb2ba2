"""Drivers: what goes with leaving, alone and with all else alike, and of one, what it may cause."""
