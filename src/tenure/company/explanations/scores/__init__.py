"""Scores of surveys crossed with what customers do, and what they add to predicting who leaves."""

from tenure.company.explanations.scores.answers import scores

__all__ = ["scores"]
