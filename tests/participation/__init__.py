"""Following events and registering for them."""
