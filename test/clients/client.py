"""The official Python client, told what to do by lines of JSON on its standard input."""

import asyncio
import json
import os
import sys

from mcp import Client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client
from mcp import types

answers = json.loads(os.environ["ANSWERS"])
updates: asyncio.Queue = asyncio.Queue()


def say(message):
    print(json.dumps(message), flush=True)


async def sample(_context, _params):
    text = types.TextContent(type="text", text=answers["sampling"])
    return types.CreateMessageResult(role="assistant", model="none", content=text)


async def elicit(_context, _params):
    return types.ElicitResult(action="accept", content=answers["elicitation"])


async def roots(_context):
    return types.ListRootsResult(roots=[types.Root(**answers["root"])])


async def hear(message):
    if isinstance(message, types.ResourceUpdatedNotification):
        updates.put_nowait(str(message.params.uri))


def text_of(result):
    if getattr(result, "is_error", False):
        raise RuntimeError(text_of_items(result.content))
    if hasattr(result, "messages"):
        return text_of_items([message.content for message in result.messages])
    return text_of_items(result.contents if hasattr(result, "contents") else result.content)


def text_of_items(items):
    return "\n".join(getattr(getattr(item, "resource", item), "text", "") for item in items)


class Doer:
    """Does what a line asks for, with one connected client."""

    def __init__(self, client):
        self.client = client
        self.listening = []

    async def connect(self, _args, _progress):
        return self.client.protocol_version

    async def tools(self, _args, _progress):
        return [tool.name for tool in (await self.client.list_tools()).tools]

    async def call(self, args, progress):
        return text_of(
            await self.client.call_tool(args["name"], args["arguments"], progress_callback=progress)
        )

    async def resources(self, _args, _progress):
        return [str(one.uri) for one in (await self.client.list_resources()).resources]

    async def templates(self, _args, _progress):
        listed = (await self.client.list_resource_templates()).resource_templates
        return [one.uri_template for one in listed]

    async def read(self, args, _progress):
        return text_of(await self.client.read_resource(args["uri"]))

    async def prompts(self, _args, _progress):
        return [prompt.name for prompt in (await self.client.list_prompts()).prompts]

    async def prompt(self, args, _progress):
        return text_of(await self.client.get_prompt(args["name"], args["arguments"]))

    async def complete(self, args, _progress):
        ref = types.PromptReference(type="ref/prompt", name=args["prompt"])
        argument = {"name": args["argument"], "value": args["value"]}
        return (await self.client.complete(ref, argument)).completion.values

    async def subscribe(self, args, _progress):
        if os.environ["MODE"] == "legacy":
            await self.client.subscribe_resource(args["uri"])
            return
        started = asyncio.get_running_loop().create_future()

        async def listen():
            async with self.client.listen(resource_subscriptions=[args["uri"]]) as changes:
                started.set_result(None)
                async for change in changes:
                    updates.put_nowait(str(change.uri))

        self.listening.append(asyncio.create_task(listen()))
        await started

    async def updated(self, args, _progress):
        while (uri := await updates.get()) != args["uri"]:
            pass
        return uri


async def do(doer, order):
    async def progress(value, _total, _message):
        say({"id": order["id"], "progress": value})

    try:
        result = await getattr(doer, order["do"])(order["args"], progress if order["progress"] else None)
        say({"id": order["id"], "result": result})
    except asyncio.CancelledError:
        say({"id": order["id"], "error": "cancelled"})
    except Exception as error:  # whatever it is, the one who asked is told
        say({"id": order["id"], "error": f"{type(error).__name__}: {error}"})


async def main():
    headers = {"authorization": f"Bearer {os.environ['GATEWAY_TOKEN']}"}
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    async with create_mcp_http_client(headers=headers) as http:
        transport = streamable_http_client(os.environ["GATEWAY_URL"], http_client=http)
        async with Client(
            transport,
            mode=os.environ["MODE"],
            sampling_callback=sample,
            elicitation_callback=elicit,
            list_roots_callback=roots,
            message_handler=hear,
        ) as client:
            doer = Doer(client)
            tasks = {}
            while line := await reader.readline():
                order = json.loads(line)
                if "cancel" in order:
                    tasks[order["cancel"]].cancel()
                else:
                    tasks[order["id"]] = asyncio.create_task(do(doer, order))
            for task in [*tasks.values(), *doer.listening]:
                task.cancel()


asyncio.run(main())
