"""Moving pictures, written frame by frame: GIF, WebP and APNG."""
