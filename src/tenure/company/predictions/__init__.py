"""A company's predictions: what is learnt from its tables, kept in its store, and said of each."""
