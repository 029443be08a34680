"""The dashboards of Grafana, described in a few lines each; `deploy/generate.py` writes their JSON."""
