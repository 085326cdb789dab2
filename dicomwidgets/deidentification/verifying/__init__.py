"""Is what was to be removed really gone? Read back by pydicom and as bytes, not by the engine."""
