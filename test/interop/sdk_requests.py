"""Makes each call that it is told of through the unmodified client; what is answered doesn't matter."""

import asyncio
import json
import os
import sys
from contextlib import suppress

from mcpgateway_sdk import MCPGateway


async def main():
    gateway = MCPGateway(api_key="token", url=os.environ["GATEWAY_URL"])
    for resource, method, args, kwargs in json.load(sys.stdin):
        if "content" in kwargs:
            kwargs["content"] = kwargs["content"].encode()
        with suppress(Exception):
            await getattr(getattr(gateway, resource), method)(*args, **kwargs)
        await gateway._http.request("GET", "/next")
    await gateway.close()


asyncio.run(main())
