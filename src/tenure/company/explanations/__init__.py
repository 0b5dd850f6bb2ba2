"""Why a company's customers leave: what they said, what they did, and what happened to them."""
