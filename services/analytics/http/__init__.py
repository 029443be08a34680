"""The HTTP API of analytics: thin routes over what the service can be asked."""

from services.analytics.http import measures, reports

ROUTERS = (measures.router, reports.router)
