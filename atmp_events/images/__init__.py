"""Images: drawn ones (knots, QR codes, share cards, icons) and uploaded photographs."""
