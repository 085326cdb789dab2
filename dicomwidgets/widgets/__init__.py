"""The widgets: traits and wiring; what they show comes from the other rooms."""
