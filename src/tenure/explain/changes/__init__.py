"""Changes: what attrition did before and after them, beside dates on which nothing happened."""
