"""The canonical tables: schema, mapping of sources onto them, and the quality of the data."""

from tenure.tables.schema import TABLES, Column, TableSchema

__all__ = ["TABLES", "Column", "TableSchema"]
