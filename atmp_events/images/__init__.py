"""Images: knots, QR codes and share cards that are drawn, and photographs that are uploaded."""
