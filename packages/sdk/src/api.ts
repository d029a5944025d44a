// Written by `pnpm --filter @gw/sdk generate`, from the schemas of the gateway's own routes.

/** What each route of the platform API takes and answers. */
export interface Api {
  'DELETE /servers/{server_id}': { answer: undefined };
  'DELETE /servers/{server_id}/tools/{tool_id}': { answer: undefined };
  'DELETE /servers/{server_id}/tools/{tool_id}/overrides': { answer: undefined };
  'DELETE /sessions/{session_id}': {
    query: {
      /** Forget it, instead of keeping it to be looked at. Default false. */
      hard_delete?: boolean | undefined;
    };
    answer: undefined;
  };
  'DELETE /users/me/api-keys/{key_id}': { answer: undefined };
  'GET /audit': {
    query: {
      /** Which page, from 1. */ page?: number | undefined;
      /** Entries of a page. */
      page_size?: number | undefined;
      /** Who did it. */
      principal?: string | undefined;
      /** What was done, such as `key.create`. */
      action?: string | undefined;
      /** To which thing. */
      target_id?: string | undefined;
      /** How it went. */
      outcome?: 'ok' | 'error' | 'denied' | undefined;
      /** From this time on, ISO 8601. */
      since?: string | undefined;
      /** Before this time, ISO 8601. */
      until?: string | undefined;
    };
    answer: {
      items: Array<{
        /** From 1, without gaps. */ seq: number;
        /** When it was done. ISO 8601, UTC. */
        at: string;
        principal: string;
        /** The API key that was used. */
        key_id: string | null;
        address: string | null;
        action: string;
        target_type: string | null;
        target_id: string | null;
        outcome: string;
        /** SHA-256 of the arguments as JSON, which are not kept themselves. */
        arguments_digest: string | null;
        detail: Record<string, unknown> | null;
        /** The hash of the record before. */
        previous_hash: string;
        /** SHA-256 over all of this. */
        hash: string;
      }>;
      /** Entries of the whole list. */
      total: number;
      page: number;
      page_size: number;
    };
  };
  'GET /sdk/cache/{+rest}': { answer: { value: unknown } };
  'GET /servers': {
    query: {
      /** Words that all occur in name or description. */ search?: string | undefined;
      status?: 'stopped' | 'starting' | 'running' | 'error' | undefined;
      type?: 'stdio' | 'streamable_http' | 'sse' | 'local' | undefined;
      /** Which page, from 1. */
      page?: number | undefined;
      /** Entries of a page. */
      page_size?: number | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        name: string;
        display_name: string;
        /** What it is for. */
        description: string | null;
        /** Its picture. */
        icon_url: string | null;
        type: 'stdio' | 'streamable_http' | 'sse' | 'local';
        status: 'stopped' | 'starting' | 'running' | 'error';
        /** How it is reached; values of variables and headers are masked. */
        config: Record<string, unknown>;
        /** `config`: of the config file, and changed there; `api` otherwise. */
        source: string;
        /** Where it is documented. */
        source_doc_url: string | null;
        credential_mode: string;
        exposure_mode: 'all' | 'selected';
        portal_visible: boolean;
        /** Under what it is listed. */
        portal_category: string | null;
        portal_tags: Array<string>;
        tool_count: number;
        /** When its tools were last read. */
        last_synced_at: string | null;
        /** Why it is in status `error`. */
        last_error: string | null;
        credential_requirements: Array<Record<string, unknown>>;
        /** When it was added. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
        /** Where MCP clients reach it. */
        mcp_endpoint_url: string;
      }>;
      /** Entries of the whole list. */
      total: number;
      page: number;
      page_size: number;
    };
  };
  'GET /servers/{server_id}': {
    answer: {
      id: string;
      name: string;
      display_name: string;
      /** What it is for. */
      description: string | null;
      /** Its picture. */
      icon_url: string | null;
      type: 'stdio' | 'streamable_http' | 'sse' | 'local';
      status: 'stopped' | 'starting' | 'running' | 'error';
      /** How it is reached; values of variables and headers are masked. */
      config: Record<string, unknown>;
      /** `config`: of the config file, and changed there; `api` otherwise. */
      source: string;
      /** Where it is documented. */
      source_doc_url: string | null;
      credential_mode: string;
      exposure_mode: 'all' | 'selected';
      portal_visible: boolean;
      /** Under what it is listed. */
      portal_category: string | null;
      portal_tags: Array<string>;
      tool_count: number;
      /** When its tools were last read. */
      last_synced_at: string | null;
      /** Why it is in status `error`. */
      last_error: string | null;
      credential_requirements: Array<Record<string, unknown>>;
      /** When it was added. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** Where MCP clients reach it. */
      mcp_endpoint_url: string;
    };
  };
  'GET /servers/{server_id}/connection-options': {
    answer: {
      server_id: string;
      server_name: string;
      options: Array<{
        transport: 'streamable_http' | 'sse';
        url: string;
        /** Beside them, whatever the client sends. */
        headers: Record<string, string>;
      }>;
      streamable_http: string;
      sse: string;
    };
  };
  'GET /servers/{server_id}/tool-selection': {
    answer: { exposure_mode: 'all' | 'selected'; selected_tool_ids: Array<string> };
  };
  'GET /servers/{server_id}/tools': {
    answer: {
      items: Array<{
        id: string;
        server_id: string;
        server_name: string;
        /** As callers see it. */
        name: string;
        /** As the server names it. */
        original_name: string;
        qualified_name: string;
        description: string;
        input_schema: Record<string, unknown>;
        output_schema: Record<string, unknown> | null;
        annotations: Record<string, unknown> | null;
        /** Whether callers see it. */
        enabled: boolean;
        /** Whether it is one of the selected ones. */
        selected: boolean;
        overrides: Record<string, unknown>;
        schema_corrected: boolean;
        /** When it was first seen. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      }>;
      total: number;
    };
  };
  'GET /sessions': {
    query: {
      /** Entries to leave out. */ offset?: number | undefined;
      /** Entries at most. */
      limit?: number | undefined;
      /** Only those of this server. */
      server_id?: string | undefined;
      /** Only those of this bundle. */
      bundle_id?: string | undefined;
      /** Also those that are over. Default false. */
      include_inactive?: boolean | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        server_id: string | null;
        bundle_id: string | null;
        /** Always empty: processes belong to call sessions. */
        process_state: Record<string, unknown>;
        /** Always empty, likewise. */
        external_sessions: Record<string, unknown>;
        /** When it was used last. ISO 8601, UTC. */
        last_accessed_at: string;
        /** When it ends unless it is used. ISO 8601, UTC. */
        expires_at: string;
        /** Whether it may be used. */
        is_active: boolean;
        /** Whether it was not used for too long. */
        is_expired: boolean;
        /** Whether half of its time without use has gone by. */
        is_idle: boolean;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        allowed_tool_names: Array<string> | null;
        denied_tool_names: Array<string> | null;
      }>;
      /** Entries of the whole list. */
      total: number;
      offset: number;
      limit: number;
    };
  };
  'GET /sessions/stats': {
    answer: {
      total_active: number;
      /** Active ones of a server. */
      server_sessions: number;
      /** Active ones of a bundle. */
      bundle_sessions: number;
      total_expired: number;
      total_closed: number;
      total: number;
    };
  };
  'GET /sessions/{session_id}': {
    answer: {
      id: string;
      server_id: string | null;
      bundle_id: string | null;
      /** Always empty: processes belong to call sessions. */
      process_state: Record<string, unknown>;
      /** Always empty, likewise. */
      external_sessions: Record<string, unknown>;
      /** When it was used last. ISO 8601, UTC. */
      last_accessed_at: string;
      /** When it ends unless it is used. ISO 8601, UTC. */
      expires_at: string;
      /** Whether it may be used. */
      is_active: boolean;
      /** Whether it was not used for too long. */
      is_expired: boolean;
      /** Whether half of its time without use has gone by. */
      is_idle: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      allowed_tool_names: Array<string> | null;
      denied_tool_names: Array<string> | null;
    };
  };
  'GET /tools/by-name': {
    query: {
      /** Qualified, or bare where only one server has it. */ name: string;
    };
    answer: {
      tool_id: string;
      tool_name: string;
      qualified_name: string;
      description: string;
      server_id: string;
      server_name: string;
      input_schema: Record<string, unknown>;
    };
  };
  'GET /users/me/api-keys': {
    query: {
      /** Entries to leave out. */ offset?: number | undefined;
      /** Entries at most. */
      limit?: number | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        name: string;
        /** What it is for. */
        description: string | null;
        /** Its beginning, to know it by. */
        key_prefix: string;
        environment: string;
        /** What it may do; null is everything. */
        scopes: Array<string> | null;
        rate_limit_rpm: number;
        /** Whether it opens anything now. */
        is_active: boolean;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
        /** When it ends; the end of its grace where it was replaced. */
        expires_at: string | null;
        /** When it was used last. */
        last_used_at: string | null;
        /** From where. */
        last_used_ip: string | null;
        /** The key itself: shown this once. */
        key?: string;
      }>;
      /** Entries of the whole list. */
      total: number;
      offset: number;
      limit: number;
    };
  };
  'GET /users/me/api-keys/{key_id}': {
    answer: {
      id: string;
      name: string;
      /** What it is for. */
      description: string | null;
      /** Its beginning, to know it by. */
      key_prefix: string;
      environment: string;
      /** What it may do; null is everything. */
      scopes: Array<string> | null;
      rate_limit_rpm: number;
      /** Whether it opens anything now. */
      is_active: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** When it ends; the end of its grace where it was replaced. */
      expires_at: string | null;
      /** When it was used last. */
      last_used_at: string | null;
      /** From where. */
      last_used_ip: string | null;
      /** The key itself: shown this once. */
      key?: string;
    };
  };
  'PATCH /servers/{server_id}/tool-selection': {
    body: { exposure_mode?: 'all' | 'selected' | undefined; selected_tool_ids?: Array<string> | undefined };
    answer: { exposure_mode: 'all' | 'selected'; selected_tool_ids: Array<string> };
  };
  'PATCH /servers/{server_id}/tools/{tool_id}': {
    body: {
      /** Without the name of the server. */ name?: string | undefined;
      description?: string | undefined;
      input_schema?: Record<string, unknown> | undefined;
    };
    answer: {
      id: string;
      server_id: string;
      server_name: string;
      /** As callers see it. */
      name: string;
      /** As the server names it. */
      original_name: string;
      qualified_name: string;
      description: string;
      input_schema: Record<string, unknown>;
      output_schema: Record<string, unknown> | null;
      annotations: Record<string, unknown> | null;
      /** Whether callers see it. */
      enabled: boolean;
      /** Whether it is one of the selected ones. */
      selected: boolean;
      overrides: Record<string, unknown>;
      schema_corrected: boolean;
      /** When it was first seen. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'PATCH /servers/{server_id}/tools/{tool_id}/overrides': {
    body: {
      name?: string | null | undefined;
      description?: string | null | undefined;
      enabled?: boolean | null | undefined;
      argument_defaults?: Record<string, unknown> | null | undefined;
    };
    answer: {
      tool_id: string;
      name?: string | null;
      description?: string | null;
      enabled?: boolean | null;
      argument_defaults?: Record<string, unknown> | null;
    };
  };
  'PATCH /sessions/{session_id}': {
    body: {
      allowed_tool_names?: Array<string> | null | undefined;
      denied_tool_names?: Array<string> | null | undefined;
    };
    answer: {
      id: string;
      server_id: string | null;
      bundle_id: string | null;
      /** Always empty: processes belong to call sessions. */
      process_state: Record<string, unknown>;
      /** Always empty, likewise. */
      external_sessions: Record<string, unknown>;
      /** When it was used last. ISO 8601, UTC. */
      last_accessed_at: string;
      /** When it ends unless it is used. ISO 8601, UTC. */
      expires_at: string;
      /** Whether it may be used. */
      is_active: boolean;
      /** Whether it was not used for too long. */
      is_expired: boolean;
      /** Whether half of its time without use has gone by. */
      is_idle: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      allowed_tool_names: Array<string> | null;
      denied_tool_names: Array<string> | null;
    };
  };
  'POST /servers': {
    body: {
      /** Unique; the qualified names of its tools begin with it. */ name: string;
      type: 'stdio' | 'streamable_http' | 'sse' | 'local';
      /** How it is reached. `stdio`: `command`, `args`, `env`, `cwd`, `sandbox`; `streamable_http` and `sse`: `url`, `headers`; `local`: `endpoint`. */
      config?: Record<string, unknown> | undefined;
      /** What people call it. */
      display_name?: string | null | undefined;
      /** What it is for. */
      description?: string | null | undefined;
      /** Its picture. */
      icon_url?: string | null | undefined;
      /** Where it is documented. */
      source_doc_url?: string | null | undefined;
      exposure_mode?: 'all' | 'selected' | undefined;
      credential_mode?: string | undefined;
      credential_requirements?: Array<Record<string, unknown>> | undefined;
      portal_visible?: boolean | undefined;
      /** Under what it is listed. */
      portal_category?: string | null | undefined;
      portal_tags?: Array<string> | undefined;
    };
    answer: {
      id: string;
      name: string;
      display_name: string;
      /** What it is for. */
      description: string | null;
      /** Its picture. */
      icon_url: string | null;
      type: 'stdio' | 'streamable_http' | 'sse' | 'local';
      status: 'stopped' | 'starting' | 'running' | 'error';
      /** How it is reached; values of variables and headers are masked. */
      config: Record<string, unknown>;
      /** `config`: of the config file, and changed there; `api` otherwise. */
      source: string;
      /** Where it is documented. */
      source_doc_url: string | null;
      credential_mode: string;
      exposure_mode: 'all' | 'selected';
      portal_visible: boolean;
      /** Under what it is listed. */
      portal_category: string | null;
      portal_tags: Array<string>;
      tool_count: number;
      /** When its tools were last read. */
      last_synced_at: string | null;
      /** Why it is in status `error`. */
      last_error: string | null;
      credential_requirements: Array<Record<string, unknown>>;
      /** When it was added. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** Where MCP clients reach it. */
      mcp_endpoint_url: string;
    };
  };
  'POST /servers/bulk-action': {
    body: { action: 'start' | 'stop' | 'restart' | 'delete' | 'sync'; server_ids: Array<string> };
    answer: {
      action: string;
      /** Servers to which it was done. */
      affected: number;
      results: Array<{
        server_id: string;
        ok: boolean;
        /** Why it was not done. */
        error: string | null;
      }>;
    };
  };
  'POST /servers/health/all': {
    answer: {
      results: Array<{
        server_id: string;
        server_name: string;
        current_status: 'stopped' | 'starting' | 'running' | 'error';
        previous_status: 'stopped' | 'starting' | 'running' | 'error';
        tools_count: number;
        /** How long it took to answer; null where it was not asked. */
        latency_ms: number | null;
        /** Why it does not work. */
        error: string | null;
        /** When it was looked at. ISO 8601, UTC. */
        checked_at: string;
      }>;
      /** Servers that run. */
      healthy: number;
      /** The others. */
      unhealthy: number;
    };
  };
  'POST /servers/{server_id}/health': {
    answer: {
      server_id: string;
      server_name: string;
      current_status: 'stopped' | 'starting' | 'running' | 'error';
      previous_status: 'stopped' | 'starting' | 'running' | 'error';
      tools_count: number;
      /** How long it took to answer; null where it was not asked. */
      latency_ms: number | null;
      /** Why it does not work. */
      error: string | null;
      /** When it was looked at. ISO 8601, UTC. */
      checked_at: string;
    };
  };
  'POST /servers/{server_id}/start': {
    answer: {
      server_id: string;
      server_name: string;
      current_status: 'stopped' | 'starting' | 'running' | 'error';
      previous_status: 'stopped' | 'starting' | 'running' | 'error';
      tools_count: number;
      /** How long it took to answer; null where it was not asked. */
      latency_ms: number | null;
      /** Why it does not work. */
      error: string | null;
      /** When it was looked at. ISO 8601, UTC. */
      checked_at: string;
    };
  };
  'POST /servers/{server_id}/stop': {
    answer: {
      server_id: string;
      server_name: string;
      current_status: 'stopped' | 'starting' | 'running' | 'error';
      previous_status: 'stopped' | 'starting' | 'running' | 'error';
      tools_count: number;
      /** How long it took to answer; null where it was not asked. */
      latency_ms: number | null;
      /** Why it does not work. */
      error: string | null;
      /** When it was looked at. ISO 8601, UTC. */
      checked_at: string;
    };
  };
  'POST /servers/{server_id}/sync': {
    answer: { tools_added: number; tools_updated: number; tools_removed: number; total_tools: number };
  };
  'POST /servers/{server_id}/tools': {
    body: {
      /** Without the name of the server. */ name: string;
      description?: string | undefined;
      input_schema?: Record<string, unknown> | undefined;
    };
    answer: {
      id: string;
      server_id: string;
      server_name: string;
      /** As callers see it. */
      name: string;
      /** As the server names it. */
      original_name: string;
      qualified_name: string;
      description: string;
      input_schema: Record<string, unknown>;
      output_schema: Record<string, unknown> | null;
      annotations: Record<string, unknown> | null;
      /** Whether callers see it. */
      enabled: boolean;
      /** Whether it is one of the selected ones. */
      selected: boolean;
      overrides: Record<string, unknown>;
      schema_corrected: boolean;
      /** When it was first seen. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'POST /servers/{server_id}/tools/{tool_id}/correct-schema': {
    answer: {
      tool_id: string;
      /** Whether anything was wrong. */
      corrected: boolean;
      /** What was done, one sentence each. */
      changes: Array<string>;
      input_schema: Record<string, unknown>;
    };
  };
  'POST /sessions': {
    body: {
      /** The server whose tools it is for. */ server_id?: string | null | undefined;
      /** The bundle whose tools it is for, instead. */
      bundle_id?: string | null | undefined;
      allowed_tool_names?: Array<string> | null | undefined;
      denied_tool_names?: Array<string> | null | undefined;
    };
    answer: {
      id: string;
      server_id: string | null;
      bundle_id: string | null;
      /** Always empty: processes belong to call sessions. */
      process_state: Record<string, unknown>;
      /** Always empty, likewise. */
      external_sessions: Record<string, unknown>;
      /** When it was used last. ISO 8601, UTC. */
      last_accessed_at: string;
      /** When it ends unless it is used. ISO 8601, UTC. */
      expires_at: string;
      /** Whether it may be used. */
      is_active: boolean;
      /** Whether it was not used for too long. */
      is_expired: boolean;
      /** Whether half of its time without use has gone by. */
      is_idle: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      allowed_tool_names: Array<string> | null;
      denied_tool_names: Array<string> | null;
    };
  };
  'POST /sessions/cleanup': { answer: { cleaned_count: number } };
  'POST /sessions/{session_id}/touch': {
    answer: {
      id: string;
      server_id: string | null;
      bundle_id: string | null;
      /** Always empty: processes belong to call sessions. */
      process_state: Record<string, unknown>;
      /** Always empty, likewise. */
      external_sessions: Record<string, unknown>;
      /** When it was used last. ISO 8601, UTC. */
      last_accessed_at: string;
      /** When it ends unless it is used. ISO 8601, UTC. */
      expires_at: string;
      /** Whether it may be used. */
      is_active: boolean;
      /** Whether it was not used for too long. */
      is_expired: boolean;
      /** Whether half of its time without use has gone by. */
      is_idle: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      allowed_tool_names: Array<string> | null;
      denied_tool_names: Array<string> | null;
    };
  };
  'POST /tools/execute': {
    body: {
      tool_name: string;
      arguments?: Record<string, unknown> | null | undefined;
      server_id?: string | null | undefined;
      server_name?: string | null | undefined;
      bundle_id?: string | null | undefined;
      agent_id?: string | null | undefined;
    };
    answer: {
      /** The text where there is text alone; otherwise the content, or what the tool gave as structure. */
      result: unknown;
      server_id: string;
      server_name: string;
      tool_name: string;
      duration_ms: number;
      /** Why the tool itself failed. */
      error: string | null;
    };
  };
  'POST /tools/search': {
    body: {
      /** What the tool is wanted for. */ query: string;
      limit?: number | undefined;
      bundle_id?: string | null | undefined;
      agent_id?: string | null | undefined;
      server_ids?: Array<string> | null | undefined;
    };
    answer: {
      tools: Array<{
        tool_id: string;
        tool_name: string;
        qualified_name: string;
        display_name: string | null;
        description: string;
        server_id: string;
        server_name: string;
        score: number;
        input_schema: Record<string, unknown>;
      }>;
    };
  };
  'POST /users/me/api-keys': {
    body: {
      /** What people call it. */ name: string;
      /** What it is for. */
      description?: string | null | undefined;
      /** What it may do; `x:*` stands for all rights of a kind. Default null: everything. */
      scopes?:
        | Array<
            | 'servers:read'
            | 'servers:write'
            | 'servers:*'
            | 'tools:read'
            | 'tools:execute'
            | 'tools:*'
            | 'bundles:read'
            | 'bundles:write'
            | 'bundles:*'
            | 'connections:read'
            | 'connections:write'
            | 'connections:*'
            | 'skills:read'
            | 'skills:write'
            | 'skills:*'
            | 'sessions:read'
            | 'sessions:write'
            | 'sessions:*'
            | 'sandboxes:read'
            | 'sandboxes:write'
            | 'sandboxes:*'
            | 'cache:read'
            | 'cache:write'
            | 'cache:*'
            | 'keys:read'
            | 'keys:write'
            | 'keys:*'
            | 'audit:read'
            | 'audit:*'
          >
        | null
        | undefined;
      /** When it ends, ISO 8601; without an offset, UTC. Default null: never. */
      expires_at?: string | null | undefined;
      /** In how many days it ends, instead. */
      expires_in_days?: number | null | undefined;
      /** Stands in the key. Default `live`. */
      environment?: string | undefined;
      /** Requests a minute. Default 60. */
      rate_limit_rpm?: number | undefined;
    };
    answer: {
      id: string;
      name: string;
      /** What it is for. */
      description: string | null;
      /** Its beginning, to know it by. */
      key_prefix: string;
      environment: string;
      /** What it may do; null is everything. */
      scopes: Array<string> | null;
      rate_limit_rpm: number;
      /** Whether it opens anything now. */
      is_active: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** When it ends; the end of its grace where it was replaced. */
      expires_at: string | null;
      /** When it was used last. */
      last_used_at: string | null;
      /** From where. */
      last_used_ip: string | null;
      /** The key itself: shown this once. */
      key?: string;
    };
  };
  'POST /users/me/api-keys/{key_id}/rotate': {
    body: {
      /** How long the old key works yet. Default 24. */ grace_period_hours?: number | undefined;
    };
    answer: {
      new_key: {
        id: string;
        name: string;
        /** What it is for. */
        description: string | null;
        /** Its beginning, to know it by. */
        key_prefix: string;
        environment: string;
        /** What it may do; null is everything. */
        scopes: Array<string> | null;
        rate_limit_rpm: number;
        /** Whether it opens anything now. */
        is_active: boolean;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
        /** When it ends; the end of its grace where it was replaced. */
        expires_at: string | null;
        /** When it was used last. */
        last_used_at: string | null;
        /** From where. */
        last_used_ip: string | null;
        /** The key itself: shown this once. */
        key?: string;
      };
      /** Whether the old one has ended already. */
      old_key_revoked: boolean;
      /** Until when the old one works. */
      grace_period_ends_at: string | null;
    };
  };
  'PUT /sdk/cache/{+rest}': {
    body: {
      /** Any JSON value. */ value: unknown;
      /** Seconds until it is gone. Default 300. */
      ttl?: number | undefined;
    };
    answer: undefined;
  };
  'PUT /servers/{server_id}': {
    body: {
      name?: string | undefined;
      type?: 'stdio' | 'streamable_http' | 'sse' | 'local' | undefined;
      /** How it is reached. `stdio`: `command`, `args`, `env`, `cwd`, `sandbox`; `streamable_http` and `sse`: `url`, `headers`; `local`: `endpoint`. */
      config?: Record<string, unknown> | undefined;
      /** What people call it. */
      display_name?: string | null | undefined;
      /** What it is for. */
      description?: string | null | undefined;
      /** Its picture. */
      icon_url?: string | null | undefined;
      /** Where it is documented. */
      source_doc_url?: string | null | undefined;
      exposure_mode?: 'all' | 'selected' | undefined;
      credential_mode?: string | undefined;
      credential_requirements?: Array<Record<string, unknown>> | undefined;
      portal_visible?: boolean | undefined;
      /** Under what it is listed. */
      portal_category?: string | null | undefined;
      portal_tags?: Array<string> | undefined;
    };
    answer: {
      id: string;
      name: string;
      display_name: string;
      /** What it is for. */
      description: string | null;
      /** Its picture. */
      icon_url: string | null;
      type: 'stdio' | 'streamable_http' | 'sse' | 'local';
      status: 'stopped' | 'starting' | 'running' | 'error';
      /** How it is reached; values of variables and headers are masked. */
      config: Record<string, unknown>;
      /** `config`: of the config file, and changed there; `api` otherwise. */
      source: string;
      /** Where it is documented. */
      source_doc_url: string | null;
      credential_mode: string;
      exposure_mode: 'all' | 'selected';
      portal_visible: boolean;
      /** Under what it is listed. */
      portal_category: string | null;
      portal_tags: Array<string>;
      tool_count: number;
      /** When its tools were last read. */
      last_synced_at: string | null;
      /** Why it is in status `error`. */
      last_error: string | null;
      credential_requirements: Array<Record<string, unknown>>;
      /** When it was added. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** Where MCP clients reach it. */
      mcp_endpoint_url: string;
    };
  };
  'PUT /servers/{server_id}/tools': {
    body: {
      tools: Array<{
        /** Without the name of the server. */ name: string;
        description?: string | undefined;
        input_schema?: Record<string, unknown> | undefined;
      }>;
    };
    answer: { tools_added: number; tools_updated: number; tools_removed: number; total_tools: number };
  };
}
