"""The command `payslip.regenerate`, a module per major version."""
