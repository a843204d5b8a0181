"""Makes what people install: bundle, notices, packages and their proofs. The program never imports it."""
