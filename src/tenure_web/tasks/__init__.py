"""What people do: calls, interviews and check-ins, each in somebody's queue with a day."""
