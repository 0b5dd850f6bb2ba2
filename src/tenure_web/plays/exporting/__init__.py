"""A play's audience taken elsewhere: as a file, by a signed webhook, as a table of the store."""
