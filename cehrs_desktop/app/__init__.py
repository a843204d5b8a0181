"""The composition root: what is made when, who is given what, and the self-test of the whole."""
