"""The rules of the edge: who may do what, how much, and what of a stream or a path is theirs. Standard library only."""
