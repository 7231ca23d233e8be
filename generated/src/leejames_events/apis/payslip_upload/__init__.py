"""The API `payslip-upload`, a module per major version."""
