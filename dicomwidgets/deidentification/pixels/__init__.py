"""What hides in and around pixels: it is blanked, and frames stay as they are."""
