"""From stored value to screen grey, compiled to one look-up."""
