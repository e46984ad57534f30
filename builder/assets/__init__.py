"""Files that travel with the package: the fonts, the base deck; and the scripts that make them."""
