#!/usr/bin/env python3
"""The smallest useful MCP server: one tool, `greet`, and nothing but the standard library.

An MCP server over stdio reads one JSON-RPC message per line from stdin and writes one per line to stdout;
whatever it has to say to people goes to stderr.
"""

import json
import sys

# Newest first: a client that asks for another version is offered the first.
PROTOCOL_VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602

TOOLS = [
    {
        "name": "greet",
        "description": "Greet someone by name",
        "inputSchema": {
            "type": "object",
            "properties": {"name": {"type": "string", "description": "Name to greet"}},
            "required": ["name"],
        },
    }
]


class RpcError(Exception):
    """Becomes the `error` of an answer."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def initialize(params):
    asked = params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in PROTOCOL_VERSIONS else PROTOCOL_VERSIONS[0],
        "serverInfo": {"name": "greeter", "version": "1.0.0"},
        "capabilities": {"tools": {}},
    }


def call_tool(params):
    if params.get("name") != "greet":
        raise RpcError(INVALID_PARAMS, f"Unknown tool: {params.get('name')}")
    arguments = params.get("arguments") or {}
    if not isinstance(arguments, dict):
        raise RpcError(INVALID_PARAMS, "The arguments must be an object")
    name = arguments.get("name", "World")
    if not isinstance(name, str):
        # A tool's own failure is a result, so that the model can read it and try again.
        return {"content": [{"type": "text", "text": "The name must be a text"}], "isError": True}
    return {"content": [{"type": "text", "text": f"Hello, {name}!"}]}


METHODS = {
    "initialize": initialize,
    "ping": lambda params: {},
    "tools/list": lambda params: {"tools": TOOLS},
    "tools/call": call_tool,
}


def answer(line):
    """The answer to one line, or None where there is nothing to say: to notifications and answers."""
    request_id = None
    try:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            raise RpcError(PARSE_ERROR, "Parse error") from None
        if not isinstance(message, dict):
            raise RpcError(INVALID_REQUEST, "Invalid request")
        request_id, method = message.get("id"), message.get("method")
        if "id" not in message or ("method" not in message and ("result" in message or "error" in message)):
            return None
        params = message.get("params", {})
        if not isinstance(method, str) or not isinstance(params, dict):
            raise RpcError(INVALID_REQUEST, "Invalid request")
        if method not in METHODS:
            raise RpcError(METHOD_NOT_FOUND, f"Method not found: {method}")
        outcome = {"result": METHODS[method](params)}
    except RpcError as error:
        outcome = {"error": {"code": error.code, "message": str(error)}}
    return {"jsonrpc": "2.0", "id": request_id, **outcome}


def main():
    for line in sys.stdin.buffer:
        response = answer(line)
        if response is not None:
            print(json.dumps(response), flush=True)


if __name__ == "__main__":
    main()
