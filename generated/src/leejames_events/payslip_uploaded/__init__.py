"""The event `payslip.uploaded`, a module per major version."""
