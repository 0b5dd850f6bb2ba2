"""What the tests of the pipeline share."""

from support.companies import company_of, lumen, made_once, prepared

__all__ = ["company_of", "lumen", "made_once", "prepared"]
