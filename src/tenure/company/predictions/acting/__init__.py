"""Acting: what trials say of whom a treatment changes, and whom an offer is worth making."""
