"""Whom to interview next, and what to ask: a stratified sample, and guides of open questions."""
