"""Work that takes long: runs, schedules, the worker, and serving it all."""
