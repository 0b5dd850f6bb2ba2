"""Risk words: what customers say before they leave, found by lemma and not where it is denied."""
