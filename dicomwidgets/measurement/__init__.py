"""What is measured in a frame: shapes, their lengths and areas, the values inside them."""
