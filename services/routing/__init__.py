"""Conversations find the employee who should answer them."""
