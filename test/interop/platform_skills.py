"""Uses skills through the unmodified client, each of its endpoints, and prints what came of it as JSON."""

import asyncio
import io
import json
import os
import sys
import tempfile
import warnings
import zipfile

from mcpgateway_sdk import MCPGateway
from mcpgateway_sdk._exceptions import GatewayError

warnings.simplefilter("error")
URL = os.environ["GATEWAY_URL"]
REPOSITORY = os.environ["REPOSITORY"]


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
        server = await gw.servers.create(name="box", type="local", config={})
        made = await gw.skills.create(
            "first-steps", "# First steps\n\nBegins.", description="Begins things.", server_id=server.id,
            skill_metadata={"team": "a"},
        )
        out["made"] = made.model_dump(mode="json", exclude={"id", "mcp_server_id", "created_at", "updated_at"})
        out["linked"] = made.mcp_server_id == server.id
        changed = await gw.skills.update(
            made.id, name="next-steps", clear_server_link=True, portal_visible=True, portal_tags=["x"]
        )
        out["changed"] = [changed.name, changed.mcp_server_id, changed.portal_visible, changed.portal_tags]
        out["got"] = (await gw.skills.get(made.id)) == changed

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "my_skill.md")
            with open(path, "w") as file:
                file.write("# Mine\n\nDoes something of mine.\n")
            uploaded = await gw.skills.upload(file_path=path)
        out["uploaded"] = [uploaded.name, uploaded.description, uploaded.source_type]
        out["bad"] = await refused(gw.skills.upload(content=b"no zip", filename="x.zip"))

        entries = await gw.skills.catalog("builtin")
        out["builtin"] = len(entries)
        out["searched"] = [entry.name for entry in await gw.skills.catalog("builtin", search="csv")]
        entry = await gw.skills.catalog_detail("builtin", "tabular-data")
        out["entry"] = [entry.author, entry.version, entry.license, entry.files]
        out["templates"] = len(await gw.skills.templates())

        imported = await gw.skills.import_from_catalog("builtin", "tabular-data")
        package = await gw.skills.download_package(imported.id)
        out["package"] = sorted(zipfile.ZipFile(io.BytesIO(package)).namelist())
        out["size"] = len(package) == imported.package_size_bytes
        again = await gw.skills.upload(content=package, filename="again.zip", server_id=server.id)
        out["again"] = again.skill_md_content == imported.skill_md_content
        out["same"] = (await gw.skills.download_package(again.id)) == package

        out["remote"] = [entry.name for entry in await gw.skills.catalog(REPOSITORY)]
        remote = await gw.skills.import_from_catalog("github", "remote-skill", github_repo=REPOSITORY)
        out["from_git"] = [remote.name, remote.source_type, remote.source_url == REPOSITORY]
        out["nothing"] = await refused(gw.skills.import_from_catalog(REPOSITORY, "nothing"))

        attached = await gw.skills.attach(remote.id, server.id)
        out["attached"] = [attached.tools_registered, attached.server_id == server.id, attached.skill_id == remote.id]
        out["of_server"] = sorted(skill.name for skill in await gw.skills.list(server_id=server.id))
        await gw.skills.detach(remote.id, server.id)
        out["detached"] = await refused(gw.skills.detach(remote.id, server.id))
        out["listed"] = [skill.name for skill in await gw.skills.list(source_type="upload", offset=1, limit=5)]
        await gw.skills.delete(made.id)
        out["gone"] = await refused(gw.skills.get(made.id))
    json.dump(out, sys.stdout)


asyncio.run(main())
