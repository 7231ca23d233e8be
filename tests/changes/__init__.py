"""What `breaking` and `changelog` ask of two projects."""
