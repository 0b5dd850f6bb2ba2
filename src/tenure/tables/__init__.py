"""The canonical tables: their schema, how sources are mapped onto them, and what is wrong in them."""

from tenure.tables.schema import TABLES, Column, TableSchema

__all__ = ["TABLES", "Column", "TableSchema"]
