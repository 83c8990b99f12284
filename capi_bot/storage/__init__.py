"""Storage of data that outlives the process."""
