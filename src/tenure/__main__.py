"""`python -m tenure`: the command line where its script is not on the path."""

from tenure.cli import main

main()
