"""What customers are worth, when they will buy next, and what: models of purchases and contracts.

Expressions make short histories of orders (`purchases`, `gaps`, `interactions`, `renewals`); all
else takes these as pyarrow tables or arrays, and any part of the customers.
"""
