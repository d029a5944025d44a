"""Uses the platform API through the unmodified client, and prints what came of it as one JSON object."""

import asyncio
import json
import os
import sys
import warnings
from datetime import datetime, timedelta

from mcpgateway_sdk import MCPGateway
from mcpgateway_sdk._exceptions import GatewayError

warnings.simplefilter("error")
URL = os.environ["GATEWAY_URL"]


async def refused(work):
    """The class and the status of what a call is refused with."""
    try:
        await work
    except GatewayError as error:
        return [type(error).__name__, error.status_code, error.message]
    return None


async def keys(gw, out):
    created = await gw.auth.create_api_key(
        "python", description="for a test", scopes=["cache:*", "keys:read"], expires_in_days=1
    )
    later = await gw.auth.create_api_key("later", expires_at=datetime.now() + timedelta(days=2), environment="test")
    out["created"] = created.model_dump(mode="json")
    out["environment"] = later.key.split("_")[1]
    out["listed"] = [key.name for key in await gw.auth.list_api_keys()]
    out["got"] = (await gw.auth.get_api_key(created.id)).model_dump(mode="json")
    async with MCPGateway(api_key=created.key, url=URL) as limited:
        await limited.cache.set("own", {"by": "key"})
        out["through_key"] = await limited.cache.get("own")
        out["forbidden"] = await refused(limited.sessions.list())
    out["rotated"] = await gw.auth.rotate_api_key(created.id, grace_period_hours=0)
    await gw.auth.revoke_api_key(out["rotated"]["new_key"]["id"])
    for name, key in (("old", created.key), ("revoked", out["rotated"]["new_key"]["key"])):
        async with MCPGateway(api_key=key, url=URL) as ended:
            out[name] = await refused(ended.auth.list_api_keys())


async def cache(gw, out):
    values = [None, 0, False, "text", [1, 2.5], {"a": {"b": []}}]
    for at, value in enumerate(values):
        await gw.cache.set(f"folder/{at}/a key", value, ttl=60)
    out["values"] = [await gw.cache.get(f"folder/{at}/a key") for at in range(len(values))]
    out["missing"] = await gw.cache.get("never")
    out["bad_ttl"] = await refused(gw.cache.set("k", 1, ttl=0))


async def sessions(gw, out):
    session = await gw.sessions.create(allowed_tool_names=["a__*"], denied_tool_names=["a__b"])
    other = await gw.sessions.create()
    out["session"] = session.model_dump(mode="json")
    changed = await gw.sessions.update(session.id, None)
    out["changed"] = [changed.allowed_tool_names, changed.denied_tool_names]
    out["renewed"] = (await gw.sessions.touch(session.id)).expires_at >= session.expires_at
    out["active"] = [str(one.id) for one in await gw.sessions.list()] == [str(other.id), str(session.id)]
    await gw.sessions.delete(session.id)
    out["after_delete"] = len(await gw.sessions.list())
    out["inactive"] = len(await gw.sessions.list(include_inactive=True))
    out["closed"] = (await gw.sessions.get(session.id)).is_active
    await gw.sessions.delete(other.id, hard_delete=True)
    out["gone"] = await refused(gw.sessions.get(other.id))
    out["stats"] = await gw.sessions.stats()
    out["cleanup"] = await gw.sessions.cleanup()
    out["no_server"] = await refused(gw.sessions.create(server_id=other.id))


async def main():
    result = {"keys": {}, "cache": {}, "sessions": {}}
    async with MCPGateway(api_key=os.environ["GATEWAY_TOKEN"], url=URL) as gw:
        await keys(gw, result["keys"])
        await cache(gw, result["cache"])
        await sessions(gw, result["sessions"])
    async with MCPGateway(api_key="wrong", url=URL) as stranger:
        result["stranger"] = await refused(stranger.sessions.list())
    json.dump(result, sys.stdout)


asyncio.run(main())
