#!/usr/bin/env python3
"""A todo list that lives as long as its process: each phone call gets a list of its own.

The gateway starts one process per session, so plain memory is the session's state; there is nothing to
look up by caller and nothing to clean up. Standard library only.
"""

import json
import sys
from itertools import count

# Newest first: a client that asks for another version is offered the first.
PROTOCOL_VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602

MAX_TODOS = 1000
MAX_TEXT = 1000


class RpcError(Exception):
    """Becomes the `error` of an answer: the request itself was wrong."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class ToolError(Exception):
    """Becomes a result with `isError`: the model can read it and try again."""


class TodoList:
    def __init__(self):
        self._todos = {}
        self._ids = count(1)

    def add(self, arguments):
        text = arguments.get("text")
        if not isinstance(text, str) or not text.strip():
            raise ToolError("A todo needs a text")
        if len(text) > MAX_TEXT:
            raise ToolError(f"A todo's text has {MAX_TEXT} characters at most")
        if len(self._todos) >= MAX_TODOS:
            raise ToolError(f"The list is full: {MAX_TODOS} todos")
        todo = {"id": next(self._ids), "text": text.strip(), "done": False}
        self._todos[todo["id"]] = todo
        return f"Added {describe(todo)}"

    def list(self, arguments):
        wanted = arguments.get("filter", "all")
        if wanted not in ("all", "open", "done"):
            raise ToolError("The filter is one of: all, open, done")
        todos = [todo for todo in self._todos.values() if wanted == "all" or todo["done"] == (wanted == "done")]
        return "\n".join(describe(todo) for todo in todos) or "No todos"

    def complete(self, arguments):
        todo = self._find(arguments)
        todo["done"] = True
        return f"Completed {describe(todo)}"

    def delete(self, arguments):
        todo = self._find(arguments)
        del self._todos[todo["id"]]
        return f"Deleted {describe(todo)}"

    def clear(self, arguments):
        deleted = len(self._todos)
        self._todos.clear()
        return f"Deleted {deleted} todos"

    def _find(self, arguments):
        todo_id = arguments.get("id")
        # In Python True equals 1: an id that isn't a number must not find the first todo.
        todo = self._todos.get(todo_id) if type(todo_id) is int else None
        if todo is None:
            raise ToolError(f"There is no todo with the id {todo_id!r}")
        return todo


def describe(todo):
    return f"{todo['id']}. [{'x' if todo['done'] else ' '}] {todo['text']}"


def tool(name, description, properties, required):
    schema = {"type": "object", "properties": properties, "required": required}
    return {"name": name, "description": description, "inputSchema": schema}


TEXT = {"text": {"type": "string", "description": "What is to be done"}}
ID = {"id": {"type": "integer", "description": "The todo's number in the list"}}
FILTER = {
    "filter": {
        "type": "string",
        "description": "Which todos to list",
        "enum": ["all", "open", "done"],
        "default": "all",
    }
}

TOOLS = [
    tool("add_todo", "Add a todo to the list", TEXT, ["text"]),
    tool("list_todos", "List the todos", FILTER, []),
    tool("complete_todo", "Mark a todo as done", ID, ["id"]),
    tool("delete_todo", "Delete a todo", ID, ["id"]),
    tool("clear_todos", "Delete all todos", {}, []),
]

TODOS = TodoList()
ACTIONS = {
    "add_todo": TODOS.add,
    "list_todos": TODOS.list,
    "complete_todo": TODOS.complete,
    "delete_todo": TODOS.delete,
    "clear_todos": TODOS.clear,
}


def initialize(params):
    asked = params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in PROTOCOL_VERSIONS else PROTOCOL_VERSIONS[0],
        "serverInfo": {"name": "todo", "version": "1.0.0"},
        "capabilities": {"tools": {}},
    }


def call_tool(params):
    name, arguments = params.get("name"), params.get("arguments") or {}
    if not isinstance(name, str) or name not in ACTIONS:
        raise RpcError(INVALID_PARAMS, f"Unknown tool: {name}")
    if not isinstance(arguments, dict):
        raise RpcError(INVALID_PARAMS, "The arguments must be an object")
    try:
        return {"content": [{"type": "text", "text": ACTIONS[name](arguments)}]}
    except ToolError as error:
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}


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
