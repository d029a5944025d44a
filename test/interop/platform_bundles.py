"""Uses bundles through the unmodified client, each of their endpoints, and prints what came of it as one JSON object."""

import asyncio
import json
import os
import sys
import uuid
import warnings

from mcpgateway_sdk import MCPGateway
from mcpgateway_sdk._exceptions import GatewayError

warnings.simplefilter("error")
URL = os.environ["GATEWAY_URL"]


async def refused(work):
    """The class and the status of what a call is refused with."""
    try:
        await work
    except GatewayError as error:
        return [type(error).__name__, error.status_code]
    return None


async def bundles(gw, out):
    server = await gw.servers.create(name="mine", type="local")
    await gw.servers.sync_local_tools(server.id, [{"name": name, "description": f"Does {name}"} for name in ("one", "two", "three")])
    tools = {tool["original_name"]: tool["id"] for tool in await gw.servers.list_tools(server.id)}
    agent = uuid.uuid4()
    made = await gw.bundles.create(
        "desk", description="The desk", agent_id=agent, tools=[{"tool_id": tools["one"], "override_name": "first"}]
    )
    out["made"] = [made.name, made.agent_id == agent, made.tool_count, len(made.bundle_key) >= 24]
    got = await gw.bundles.get(made.id)
    out["got"] = [got.bundle_key == made.bundle_key, [tool.effective_name for tool in got.tools]]
    out["by_agent"] = (await gw.bundles.get_by_agent(agent)).id == made.id
    out["taken"] = await refused(gw.bundles.create("other", agent_id=agent))
    updated = await gw.bundles.update(made.id, name="front desk")
    out["updated"] = [updated.name, updated.description, updated.bundle_key == made.bundle_key]
    out["listed"] = [[one.name, one.tool_count] for one in await gw.bundles.list(search="desk")]
    added = await gw.bundles.add_tools(made.id, [{"tool_id": tools["two"]}])
    out["added"] = [tool.effective_name for tool in added]
    assigned = await gw.bundles.assign_server(made.id, server.id)
    out["assigned"] = [assigned.tools_added, assigned.tools_existing]
    changed = await gw.bundles.update_tool(
        made.id, tools["two"], override_description="Second", enabled=False, display_order=9
    )
    out["changed"] = [changed.effective_description, changed.enabled, changed.display_order]
    await gw.bundles.remove_tool(made.id, tools["three"])
    out["tools"] = [tool.original_name for tool in await gw.bundles.list_tools(made.id)]
    found = await gw.tools.search("one", bundle_id=made.id)
    out["found"] = [tool.tool_name for tool in found]
    out["outside"] = await refused(gw.tools.execute("mine__three", {}, bundle_id=made.id))
    connection = await gw.connections.create(
        server.id, credential_type="api_key", credential_value="secret", header_name="X-Key"
    )
    bound = await gw.bundles.assign_connection(made.id, connection.id)
    out["bound"] = [bound.server_name, bound.user_connection_id == connection.id, bound.is_valid]
    out["connections"] = len(await gw.bundles.list_connections(made.id))
    await gw.bundles.remove_connection(made.id, connection.id)
    out["unbound"] = len(await gw.bundles.list_connections(made.id))
    await gw.bundles.remove_server(made.id, server.id)
    out["emptied"] = len(await gw.bundles.list_tools(made.id))
    await gw.bundles.delete(made.id)
    out["gone"] = await refused(gw.bundles.get(made.id))


async def main():
    out = {}
    async with MCPGateway(api_key=os.environ["GATEWAY_TOKEN"], url=URL) as gw:
        await bundles(gw, out)
    json.dump(out, sys.stdout)


asyncio.run(main())
