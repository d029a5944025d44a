"""Executes SWAIG functions of the agent as SignalWire's platform would, one after the other.

Reads a JSON list of [function, arguments, raw data] from standard input and prints the answers as JSON.
"""

import contextlib
import json
import sys

with contextlib.redirect_stdout(sys.stderr):
    from mcp_agent import agent

    answers = []
    for name, arguments, raw_data in json.load(sys.stdin):
        answer = agent.on_function_call(name, arguments, raw_data)
        answers.append(answer.to_dict() if hasattr(answer, "to_dict") else answer)

print(json.dumps(answers))
