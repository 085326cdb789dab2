"""A collection as patients, studies and series to browse: grouped, narrowed down, sorted, told."""
