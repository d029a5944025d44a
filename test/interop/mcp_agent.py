"""An agent as people have it: the SDK's own mcp_gateway skill, pointed at the gateway of the environment."""

import os

from signalwire import AgentBase


class MCPAgent(AgentBase):
    def __init__(self):
        super().__init__(name="mcp-agent")
        self.add_language("English", "en-US", "rime.spore")
        credentials = (
            {"auth_token": os.environ["GATEWAY_TOKEN"]}
            if os.environ.get("GATEWAY_TOKEN")
            else {
                "auth_user": os.environ["GATEWAY_USER"],
                "auth_password": os.environ["GATEWAY_PASSWORD"],
            }
        )
        services = os.environ.get("GATEWAY_SERVICES")
        self.add_skill(
            "mcp_gateway",
            {
                "gateway_url": os.environ["GATEWAY_URL"],
                **credentials,
                **({"services": [{"name": name} for name in services.split(",")]} if services else {}),
                "session_timeout": 120,
            },
        )
        self.prompt_add_section("Role", "You are an assistant with a few services.")


agent = MCPAgent()

if __name__ == "__main__":
    agent.run()
