"""Web pages of the review team and the admins."""
