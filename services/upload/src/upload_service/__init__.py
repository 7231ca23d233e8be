"""Takes a payslip over HTTP, stores its logo and publishes `payslip.uploaded`; records corrected payslips."""
