"""Two documents: which event of the one belongs to which of the other, and what each pair comes to."""
