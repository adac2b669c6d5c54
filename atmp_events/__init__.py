"""The event site of ATMP-centrum Uppsala."""
