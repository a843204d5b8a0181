"""What people do with the program, as use cases, and the ports that those need. No toolkit, no SQL, no files."""
