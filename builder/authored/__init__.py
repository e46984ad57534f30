"""What an author typed and a reader gets: its texts with their places, and the numbers in them."""
