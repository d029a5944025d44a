"""Imports servers of catalogs through the unmodified client, and prints what came of it as one JSON object."""

import asyncio
import json
import os
import time

from mcpgateway_sdk import MCPGateway
from mcpgateway_sdk._exceptions import GatewayError


async def refused(work):
    """The class and the status of what a call is refused with."""
    try:
        await work
    except GatewayError as error:
        return [type(error).__name__, error.status_code]
    return None


async def main():
    out = {}
    async with MCPGateway(api_key=os.environ["GATEWAY_TOKEN"], url=os.environ["GATEWAY_URL"]) as gw:
        out["found"] = [[entry["registry"], entry["registry_id"]] for entry in await gw.servers.catalog_search("npm-echo")]
        out["entry"] = await gw.servers.catalog_get("npm", "@tests/npm-echo")
        server = await gw.servers.import_from_catalog(
            "npm", "@tests/npm-echo", "echo", config_overrides={"env": {"GREETING": "hello"}}, auto_start=True
        )
        out["begun"] = [server.name, server.status, server.source]
        deadline = time.monotonic() + 90
        while (server.status == "starting" or server.tool_count == 0) and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
            server = await gw.servers.get(server.id)
        out["imported"] = [server.status, server.tool_count, server.last_error]
        out["said"] = json.loads((await gw.tools.execute("echo__echo", {"a": 1})).result)
        out["again"] = await refused(gw.servers.import_from_catalog("npm", "@tests/npm-echo", "echo"))
        out["unknown"] = await refused(gw.servers.catalog_get("npm", "@tests/none"))
        out["unknown_import"] = await refused(gw.servers.import_from_catalog("npm", "@tests/none", "none"))
        out["trick"] = await refused(gw.servers.import_from_catalog("npm", "../../etc", "trick"))
        out["option"] = await refused(
            gw.servers.import_from_catalog("npm", "@tests/npm-echo", "option", config_overrides={"command": "sh"})
        )
    print(json.dumps(out))


asyncio.run(main())
