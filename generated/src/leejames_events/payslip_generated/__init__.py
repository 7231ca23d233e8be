"""The event `payslip.generated`, a module per major version."""
