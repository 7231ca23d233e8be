"""Renders payslips as PDF: one for each payslip uploaded, one more for each correction."""
