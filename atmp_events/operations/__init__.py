"""What IT does with the site: keeps it, moves it, asks how it is."""
