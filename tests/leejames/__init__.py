"""The reference system on local AWS: its stacks, its payslips, its demo; shared by tests and `nox -s demo`."""
