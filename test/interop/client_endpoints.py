"""Prints the endpoints of the Python client: `{"servers_list": ["GET", "/api/v1/servers"], ...}`."""

import importlib
import json
import pkgutil
import sys

from mcpgateway_sdk import resources

endpoints = {}
for module in pkgutil.iter_modules(resources.__path__):
    table = getattr(importlib.import_module(f"mcpgateway_sdk.resources.{module.name}"), "_ENDPOINTS", {})
    endpoints.update({f"{module.name}_{name}": endpoint for name, endpoint in table.items()})
json.dump(endpoints, sys.stdout)
