"""What all parts of the workspace share: pages, rules, language, the company, what is watched."""
