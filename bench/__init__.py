"""Benchmarks beside a bare pipeline."""
