"""Answers about more than one payment: lists, counts and risks of a time, customers, and those who may be meant."""
