"""The rules of the inbox: plain Python on frozen values, standard library only."""
