import type { Requirement } from './requirement.ts';
import { agent } from './requirements/agent.ts';
import { apiDocs } from './requirements/api-docs.ts';
import { auth } from './requirements/auth.ts';
import { badInput } from './requirements/bad-input.ts';
import { bench } from './requirements/bench.ts';
import { bundles } from './requirements/bundles.ts';
import { catalog } from './requirements/catalog.ts';
import { catalogImport } from './requirements/catalog-import.ts';
import { ci } from './requirements/ci.ts';
import { cli } from './requirements/cli.ts';
import { config } from './requirements/config.ts';
import { connections } from './requirements/connections.ts';
import { deploy } from './requirements/deploy.ts';
import { docs } from './requirements/docs.ts';
import { egress } from './requirements/egress.ts';
import { escapes } from './requirements/escape.ts';
import { examples } from './requirements/examples.ts';
import { hostile } from './requirements/hostile.ts';
import { interop } from './requirements/interop.ts';
import { isolation } from './requirements/isolation.ts';
import { limits } from './requirements/limits.ts';
import { logs } from './requirements/logs.ts';
import { mcp } from './requirements/mcp.ts';
import { mcpClient } from './requirements/mcp-client.ts';
import { mcpConformance } from './requirements/mcp-conformance.ts';
import { mcpEdge } from './requirements/mcp-edge.ts';
import { mcpHttp } from './requirements/mcp-http.ts';
import { mcpHub } from './requirements/mcp-hub.ts';
import { mcpManager } from './requirements/mcp-manager.ts';
import { mcpUpstream } from './requirements/mcp-upstream.ts';
import { operations } from './requirements/operations.ts';
import { packages } from './requirements/packages.ts';
import { pinning } from './requirements/pinning.ts';
import { platform } from './requirements/platform.ts';
import { reload } from './requirements/reload.ts';
import { rest } from './requirements/rest.ts';
import { sandbox } from './requirements/sandbox.ts';
import { sandboxes } from './requirements/sandboxes.ts';
import { sdk } from './requirements/sdk.ts';
import { search } from './requirements/search.ts';
import { server } from './requirements/server.ts';
import { sessions } from './requirements/sessions.ts';
import { shutdown } from './requirements/shutdown.ts';
import { skill } from './requirements/skill.ts';
import { skills } from './requirements/skills.ts';
import { slow } from './requirements/slow.ts';
import { store } from './requirements/store.ts';
import { swaigTest } from './requirements/swaig-test.ts';
import { tls } from './requirements/tls.ts';
import { workspace } from './requirements/workspace.ts';
import { workspaces } from './requirements/workspaces.ts';

/** Every promise of the contract and of the documentation, by area. Tests cite the ids that they prove. */
export const requirements: readonly Requirement[] = [
  ...agent,
  ...apiDocs,
  ...auth,
  ...badInput,
  ...bench,
  ...bundles,
  ...catalog,
  ...catalogImport,
  ...ci,
  ...cli,
  ...config,
  ...connections,
  ...deploy,
  ...docs,
  ...egress,
  ...escapes,
  ...examples,
  ...hostile,
  ...interop,
  ...isolation,
  ...limits,
  ...logs,
  ...mcp,
  ...mcpClient,
  ...mcpConformance,
  ...mcpEdge,
  ...mcpHttp,
  ...mcpHub,
  ...mcpManager,
  ...mcpUpstream,
  ...operations,
  ...packages,
  ...pinning,
  ...platform,
  ...reload,
  ...rest,
  ...sandbox,
  ...sdk,
  ...sandboxes,
  ...search,
  ...server,
  ...sessions,
  ...shutdown,
  ...skill,
  ...skills,
  ...slow,
  ...store,
  ...swaigTest,
  ...tls,
  ...workspace,
  ...workspaces,
];
