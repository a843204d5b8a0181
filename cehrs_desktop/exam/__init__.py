"""What an exam is: values and pure functions on the standard library alone. No clock, no disk, no toolkit."""
