"""Instances grouped into series and sorted along the slice normal."""
