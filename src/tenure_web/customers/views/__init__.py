"""The pages of customers and accounts."""
