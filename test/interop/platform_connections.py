"""Connects to servers through the unmodified client, and prints what came of it as one JSON object."""

import asyncio
import json
import os
import re
import sys
import warnings
from urllib.parse import urljoin

import httpx
from mcpgateway_sdk import MCPGateway
from mcpgateway_sdk._exceptions import GatewayError

warnings.simplefilter("error")
URL = os.environ["GATEWAY_URL"]
SECRET = os.environ["PLANTED_SECRET"]


async def refused(work):
    """The class and the status of what a call is refused with."""
    try:
        await work
    except GatewayError as error:
        return [type(error).__name__, error.status_code]
    return None


async def log_in(url):
    """Goes through the pages of an authorization server as a browser does; what the last one says."""
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        page = await browser.get(url)
        while prompt := re.search(r'name="prompt" value="(\w+)"', page.text):
            action = re.search(r'action="([^"]+)"', page.text)
            form = {"prompt": prompt[1], **({"login": "ann", "password": "any"} if prompt[1] == "login" else {})}
            page = await browser.post(urljoin(str(page.url), action[1]) if action else page.url, data=form)
        return [page.status_code, page.url.path, "Connected" in page.text]


async def credentials(gw, server, out):
    made = await gw.servers.create_credential(server.id, name="API_KEY", value=SECRET)
    out["made"] = [made["name"], made["value_masked"]]
    out["listed"] = [one["name"] for one in await gw.servers.list_credentials(server.id)]
    out["reached"] = await value(gw, server, "API_KEY")
    out["twice"] = await refused(gw.servers.create_credential(server.id, name="API_KEY", value=SECRET))
    await gw.servers.delete_credential(server.id, made["id"])
    out["left"] = await gw.servers.list_credentials(server.id)


async def value(gw, server, name):
    done = await gw.tools.execute(f"{server.name}__variable", {"name": name})
    return done.result.split(" ")[1]


async def connections(gw, server, out):
    made = await gw.connections.create(
        server.id, "api_key", SECRET, alias="mine", header_name="TOKEN", prefix="key-", connection_data={"team": 7}
    )
    out["made"] = made.model_dump(mode="json", exclude={"id", "server_id", "user_id", "created_at", "updated_at"})
    out["reached"] = await value(gw, server, "TOKEN")
    basic = await gw.connections.create_basic(server.id, "ann", SECRET)
    out["basic"] = [basic.username, basic.auth_method, basic.user_id == made.user_id]
    none = await gw.connections.create(server.id, "none")
    out["listed"] = [one.id for one in await gw.connections.list(include_server=True)] == [made.id, basic.id, none.id]
    out["got"] = (await gw.connections.get(made.id)).is_valid
    out["unrefreshable"] = await refused(gw.connections.refresh(made.id))
    out["secret_data"] = await refused(
        gw.connections.create(server.id, "api_key", SECRET, connection_data={"api_key": "x"})
    )
    for one in (made, basic, none):
        await gw.connections.delete(one.id)
    out["gone"] = await refused(gw.connections.get(made.id))


async def oauth(gw, server, out):
    config = await gw.servers.get_oauth_config(server.id)
    out["config"] = [config["scopes"], config["oauth_app_id"] == server.oauth_config["oauth_app_id"]]
    begun = await gw.connections.initiate_oauth(server.id, config["oauth_app_id"], scopes=["openid", "mcp:read"])
    out["callback"] = await log_in(begun.authorization_url)
    (made,) = await gw.connections.list()
    out["made"] = [made.token_type, made.provider_name == os.environ["ISSUER"], made.is_valid]
    for _ in range(100):
        if (await gw.servers.get(server.id)).tool_count:
            break
        await asyncio.sleep(0.1)
    out["called"] = (await gw.tools.execute(f"{server.name}__hello")).result
    refreshed = await gw.connections.refresh(made.id)
    out["refreshed"] = refreshed.last_refreshed_at is not None and refreshed.expires_at >= made.expires_at
    await gw.servers.delete_oauth_config(server.id)
    out["no_config"] = await refused(gw.servers.get_oauth_config(server.id))
    await gw.connections.delete(made.id)


async def main():
    result = {"credentials": {}, "connections": {}, "oauth": {}}
    async with MCPGateway(api_key=os.environ["GATEWAY_TOKEN"], url=URL) as gw:
        command = json.loads(os.environ["SERVER_COMMAND"])
        local = await gw.servers.create(
            name="variables", type="stdio", config={"command": command[0], "args": command[1:]}
        )
        await gw.servers.start(local.id)
        await credentials(gw, local, result["credentials"])
        await connections(gw, local, result["connections"])
        remote = await gw.servers.create(
            name="protected",
            type="streamable_http",
            config={"url": os.environ["REMOTE_URL"]},
            oauth_config={"issuer": os.environ["ISSUER"], "scopes": ["openid", "mcp:read"]},
        )
        await oauth(gw, remote, result["oauth"])
    json.dump(result, sys.stdout)


asyncio.run(main())
