"""The workspace: where teams see what Tenure knows, in a browser."""
