"""Uses sandboxes through the unmodified client, each of its endpoints, and prints what came of it as JSON."""

import asyncio
import json
import os
import sys
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
        return [type(error).__name__, error.status_code, error.message]
    return None


async def main():
    out = {}
    async with MCPGateway(api_key=os.environ["GATEWAY_TOKEN"], url=URL) as gw:
        box = await gw.sandboxes.create(
            "python:3.12-slim", memory_mb=256, env_vars={"NAME": "client"}, session_key="python", idle_timeout_seconds=600
        )
        out["created"] = box.model_dump(mode="json")
        default = await gw.sandboxes.create()
        out["default"] = default.image
        out["same"] = (await gw.sandboxes.create(session_key="python")).id == box.id
        out["unknown"] = await refused(gw.sandboxes.create("windows:11"))
        result = await gw.sandboxes.exec(box.id, 'echo "hello $NAME"; python -c "print(6 * 7)"; exit 3')
        out["result"] = result.model_dump(mode="json", exclude={"duration_ms"})
        out["timed_out"] = (await gw.sandboxes.exec(box.id, "echo so far; sleep 60", timeout=1)).model_dump(mode="json")
        content = bytes(range(256)) * 1000
        await gw.sandboxes.upload(box.id, "/workspace/in/all bytes.bin", content)
        await gw.sandboxes.upload(box.id, "in/second", b"{}")
        out["downloaded"] = await gw.sandboxes.download(box.id, "/workspace/in/all bytes.bin") == content
        out["listed"] = [[f.name, f.path, f.size, f.is_directory] for f in await gw.sandboxes.list_files(box.id, "/workspace/in")]
        out["root"] = [[f.name, f.is_directory] for f in await gw.sandboxes.list_files(box.id)]
        out["outside"] = await refused(gw.sandboxes.download(box.id, "/etc/passwd"))
        out["no_file"] = await refused(gw.sandboxes.download(box.id, "nothing"))
        skill = await gw.skills.create("helper", "---\nname: helper\ndescription: Helps.\n---\nHelp.\n")
        out["installed"] = await gw.sandboxes.install_skills(box.id, [skill.id])
        out["skill"] = (await gw.sandboxes.download(box.id, ".skills/helper/SKILL.md")).decode().splitlines()[-1]
        updated = await gw.sandboxes.update(box.id, idle_timeout_seconds=900, memory_mb=300)
        out["updated"] = [updated.idle_timeout_seconds, updated.memory_mb, updated.exec_count]
        out["stopped"] = [await gw.sandboxes.stop(box.id), (await gw.sandboxes.get(box.id)).status]
        out["exec_stopped"] = await refused(gw.sandboxes.exec(box.id, "true"))
        out["resumed"] = (await gw.sandboxes.resume(box.id)).status
        out["kept"] = (await gw.sandboxes.exec(box.id, "ls in")).stdout
        out["activity"] = [
            [entry["action"], entry.get("command")] for entry in await gw.sandboxes.activity(box.id)
        ]
        out["list"] = [str(one.id) for one in await gw.sandboxes.list()] == [str(default.id), str(box.id)]
        out["images"] = [image["name"].split(":")[0] for image in await gw.sandboxes.list_images()]
        out["templates"] = [template["image"].split(":")[0] for template in await gw.sandboxes.image_templates()]
        out["packages"] = [category["id"] for category in await gw.sandboxes.package_catalog()]
        out["destroyed"] = await gw.sandboxes.destroy(box.id)
        out["gone"] = await refused(gw.sandboxes.get(box.id))
    json.dump(out, sys.stdout)


asyncio.run(main())
