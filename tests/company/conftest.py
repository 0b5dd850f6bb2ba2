"""What the tests of a company share."""

from support.companies import company_of, lumen, made_once, prepared

__all__ = ["company_of", "lumen", "made_once", "prepared"]
