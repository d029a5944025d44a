// Written by `pnpm --filter @gw/sdk generate`, from the schemas of the gateway's own routes.

/** What each route of the platform API takes and answers. */
export interface Api {
  'DELETE /bundles/{bundle_id}': { answer: undefined };
  'DELETE /bundles/{bundle_id}/connections/{connection_id}': { answer: undefined };
  'DELETE /bundles/{bundle_id}/servers/{server_id}': { answer: undefined };
  'DELETE /bundles/{bundle_id}/tools/{tool_id}': { answer: undefined };
  'DELETE /connections/{connection_id}': { answer: undefined };
  'DELETE /operations/{operation_id}': {
    answer: {
      id: string;
      /** `catalog-import`… */
      kind: string;
      status: 'running' | 'done' | 'failed';
      /** What it is about: the id of a server, as a rule. */
      subject_id: string | null;
      /** How far it is: `step`, and what else there is to tell. */
      progress: Record<string, unknown> | null;
      /** What has become of it. */
      result: Record<string, unknown> | null;
      /** Why it failed. */
      error: string | null;
      /** When it began. ISO 8601, UTC. */
      created_at: string;
      /** When it was last heard of. ISO 8601, UTC. */
      updated_at: string;
      /** When it ended. */
      finished_at: string | null;
    };
  };
  'DELETE /sandboxes/{sandbox_id}': { answer: undefined };
  'DELETE /servers/{server_id}': { answer: undefined };
  'DELETE /servers/{server_id}/credentials/{credential_id}': { answer: undefined };
  'DELETE /servers/{server_id}/oauth-config': { answer: undefined };
  'DELETE /servers/{server_id}/skills/{skill_id}/detach': { answer: undefined };
  'DELETE /servers/{server_id}/tools/{tool_id}': { answer: undefined };
  'DELETE /servers/{server_id}/tools/{tool_id}/overrides': { answer: undefined };
  'DELETE /sessions/{session_id}': {
    query: {
      /** Forget it, instead of keeping it to be looked at. Default false. */
      hard_delete?: boolean | undefined;
    };
    answer: undefined;
  };
  'DELETE /skills/{skill_id}': { answer: undefined };
  'DELETE /users/me/api-keys/{key_id}': { answer: undefined };
  'GET /audit': {
    query: {
      /** Which page, from 1. */
      page?: number | undefined;
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
        /** From 1, without gaps. */
        seq: number;
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
  'GET /bundles': {
    query: {
      /** Which page, from 1. */
      page?: number | undefined;
      /** Entries of a page. */
      page_size?: number | undefined;
      /** Words that all occur in name or description. */
      search?: string | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        name: string;
        description: string | null;
        agent_id: string | null;
        /** Tools in it, those of its servers too. */
        tool_count: number;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      }>;
      /** Entries of the whole list. */
      total: number;
      page: number;
      page_size: number;
    };
  };
  'GET /bundles/by-agent/{agent_id}': {
    answer: {
      id: string;
      name: string;
      description: string | null;
      agent_id: string | null;
      /** Tools in it, those of its servers too. */
      tool_count: number;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** The last part of its MCP endpoint, `/mcp/bundles/{bundle_key}`. */
      bundle_key: string;
      tools: Array<{
        /** Of its place in the bundle. */
        id: string;
        tool_id: string;
        override_name: string | null;
        override_description: string | null;
        enabled: boolean;
        display_order: number;
        /** Always false: tools are found by their own words. */
        has_override_embedding: boolean;
        /** As its server names it. */
        original_name: string;
        original_description: string;
        server_id: string;
        server_name: string;
        /** As callers see it, outside of the bundle. */
        display_name: string;
        input_schema: Record<string, unknown>;
        /** The qualified name. */
        tool_name: string;
        /** As users of the bundle see it. */
        effective_name: string;
        effective_description: string;
        /** When it came in. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      }>;
    };
  };
  'GET /bundles/{bundle_id}': {
    answer: {
      id: string;
      name: string;
      description: string | null;
      agent_id: string | null;
      /** Tools in it, those of its servers too. */
      tool_count: number;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** The last part of its MCP endpoint, `/mcp/bundles/{bundle_key}`. */
      bundle_key: string;
      tools: Array<{
        /** Of its place in the bundle. */
        id: string;
        tool_id: string;
        override_name: string | null;
        override_description: string | null;
        enabled: boolean;
        display_order: number;
        /** Always false: tools are found by their own words. */
        has_override_embedding: boolean;
        /** As its server names it. */
        original_name: string;
        original_description: string;
        server_id: string;
        server_name: string;
        /** As callers see it, outside of the bundle. */
        display_name: string;
        input_schema: Record<string, unknown>;
        /** The qualified name. */
        tool_name: string;
        /** As users of the bundle see it. */
        effective_name: string;
        effective_description: string;
        /** When it came in. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      }>;
    };
  };
  'GET /bundles/{bundle_id}/connections': {
    answer: {
      items: Array<{
        id: string;
        bundle_id: string;
        server_id: string;
        user_connection_id: string;
        server_name: string;
        provider_name: string | null;
        provider_email: string | null;
        is_valid: boolean;
        /** When it was assigned. ISO 8601, UTC. */
        created_at: string;
      }>;
      total: number;
    };
  };
  'GET /bundles/{bundle_id}/tools': {
    query: {
      /** Which page, from 1. */
      page?: number | undefined;
      /** Entries of a page. */
      page_size?: number | undefined;
    };
    answer: {
      items: Array<{
        /** Of its place in the bundle. */
        id: string;
        tool_id: string;
        override_name: string | null;
        override_description: string | null;
        enabled: boolean;
        display_order: number;
        /** Always false: tools are found by their own words. */
        has_override_embedding: boolean;
        /** As its server names it. */
        original_name: string;
        original_description: string;
        server_id: string;
        server_name: string;
        /** As callers see it, outside of the bundle. */
        display_name: string;
        input_schema: Record<string, unknown>;
        /** The qualified name. */
        tool_name: string;
        /** As users of the bundle see it. */
        effective_name: string;
        effective_description: string;
        /** When it came in. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      }>;
      /** Entries of the whole list. */
      total: number;
      page: number;
      page_size: number;
    };
  };
  'GET /catalog/search': {
    query: {
      /** Words; without, what is well known. */
      search?: string | undefined;
    };
    answer: {
      items: Array<{
        registry: string;
        registry_id: string;
        name: string;
        /** What it does. */
        description: string | null;
        /** The newest one. */
        version: string | null;
        /** Where it is documented. */
        homepage: string | null;
        /** Its programs; null where they are known once it is installed. */
        executables: Array<string> | null;
        /** Variables, or headers of a remote server, that it takes. */
        needs: Array<{
          name: string;
          /** What it is for. */
          description: string | null;
          required: boolean;
          secret: boolean;
        }>;
      }>;
      /** Catalogs that did not answer. */
      unavailable: Array<{
        registry: string;
        error: string;
      }>;
    };
  };
  'GET /catalog/{registry}/{+rest}': {
    answer: {
      registry: string;
      registry_id: string;
      name: string;
      /** What it does. */
      description: string | null;
      /** The newest one. */
      version: string | null;
      /** Where it is documented. */
      homepage: string | null;
      /** Its programs; null where they are known once it is installed. */
      executables: Array<string> | null;
      /** Variables, or headers of a remote server, that it takes. */
      needs: Array<{
        name: string;
        /** What it is for. */
        description: string | null;
        required: boolean;
        secret: boolean;
      }>;
    };
  };
  'GET /connections': {
    query: {
      /** Whether to say which server each is for. */
      include_server?: boolean | undefined;
      /** Also those that no longer work. */
      include_invalid?: boolean | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        server_id: string;
        /** Whose it is. */
        user_id: string;
        /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
        connection_data: Record<string, unknown> | null;
        /** Whether it works, as far as is known. */
        is_valid: boolean;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
        credential_type: 'api_key' | 'bearer' | 'basic' | 'none' | 'oauth';
        /** At most the last four characters. */
        credential_masked: string;
        /** What its owner calls it. */
        alias: string | null;
        /** Of basic credentials. */
        username: string | null;
        /** The header or variable that carries it. */
        header_name: string | null;
        /** The issuer of its tokens. */
        provider_name: string | null;
        /** Of the account that logged in, where its provider says so. */
        provider_email: string | null;
        token_type: string;
        /** When its token expires. ISO 8601, UTC. */
        expires_at: string | null;
        scopes: Array<string> | null;
        /** `healthy`, `degraded` while refreshing fails, `expired`. */
        health_status: string;
        /** When its token was last refreshed. ISO 8601, UTC. */
        last_refreshed_at: string | null;
        /** When its token is to be refreshed. ISO 8601, UTC. */
        next_refresh_at: string | null;
        consecutive_refresh_failures: number;
        /** Why the last refresh failed. */
        refresh_error: string | null;
        /** Connections have none of their own. */
        mcp_session_id: string | null;
        /** When it was last used. ISO 8601, UTC. */
        last_accessed_at: string | null;
        server?: {
          id: string;
          name: string;
          display_name: string;
          type: string;
          status: string;
        } | null;
      }>;
      total: number;
    };
  };
  'GET /connections/{connection_id}': {
    answer: {
      id: string;
      server_id: string;
      /** Whose it is. */
      user_id: string;
      /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
      connection_data: Record<string, unknown> | null;
      /** Whether it works, as far as is known. */
      is_valid: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      credential_type: 'api_key' | 'bearer' | 'basic' | 'none' | 'oauth';
      /** At most the last four characters. */
      credential_masked: string;
      /** What its owner calls it. */
      alias: string | null;
      /** Of basic credentials. */
      username: string | null;
      /** The header or variable that carries it. */
      header_name: string | null;
      /** The issuer of its tokens. */
      provider_name: string | null;
      /** Of the account that logged in, where its provider says so. */
      provider_email: string | null;
      token_type: string;
      /** When its token expires. ISO 8601, UTC. */
      expires_at: string | null;
      scopes: Array<string> | null;
      /** `healthy`, `degraded` while refreshing fails, `expired`. */
      health_status: string;
      /** When its token was last refreshed. ISO 8601, UTC. */
      last_refreshed_at: string | null;
      /** When its token is to be refreshed. ISO 8601, UTC. */
      next_refresh_at: string | null;
      consecutive_refresh_failures: number;
      /** Why the last refresh failed. */
      refresh_error: string | null;
      /** Connections have none of their own. */
      mcp_session_id: string | null;
      /** When it was last used. ISO 8601, UTC. */
      last_accessed_at: string | null;
      server?: {
        id: string;
        name: string;
        display_name: string;
        type: string;
        status: string;
      } | null;
    };
  };
  'GET /operations/{operation_id}': {
    answer: {
      id: string;
      /** `catalog-import`… */
      kind: string;
      status: 'running' | 'done' | 'failed';
      /** What it is about: the id of a server, as a rule. */
      subject_id: string | null;
      /** How far it is: `step`, and what else there is to tell. */
      progress: Record<string, unknown> | null;
      /** What has become of it. */
      result: Record<string, unknown> | null;
      /** Why it failed. */
      error: string | null;
      /** When it began. ISO 8601, UTC. */
      created_at: string;
      /** When it was last heard of. ISO 8601, UTC. */
      updated_at: string;
      /** When it ended. */
      finished_at: string | null;
    };
  };
  'GET /sandbox-images': {
    answer: {
      items: Array<{
        /** What to give as `image`. */
        name: string;
        image: string;
        engine: string;
        /** What it really is. */
        runtime: string;
        description: string;
        is_default: boolean;
      }>;
    };
  };
  'GET /sandbox-images/packages': {
    answer: {
      categories: Array<{
        id: string;
        name: string;
        packages: Array<{
          name: string;
          version: string | null;
        }>;
      }>;
    };
  };
  'GET /sandbox-images/templates': {
    answer: {
      templates: Array<{
        id: string;
        name: string;
        image: string;
        description: string;
        example: string;
      }>;
    };
  };
  'GET /sandboxes': {
    query: {
      /** Entries to leave out. */
      offset?: number | undefined;
      /** Entries at most. */
      limit?: number | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        user_id: null;
        /** Whose it is. */
        user_name: string;
        /** `unavailable`: its files are not on this host. */
        status: 'running' | 'stopped' | 'unavailable';
        image: string;
        /** What it really is: `Python 3.11.7`. */
        runtime: string | null;
        container_id: string | null;
        /** Where its files are. */
        workspace_path: string;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When something was done with it. ISO 8601, UTC. */
        last_activity_at: string;
        /** Since when it is stopped. ISO 8601, UTC. */
        stopped_at: string | null;
        memory_mb: number;
        cpu_cores: number;
        disk_mb: number;
        idle_timeout_seconds: number;
        network_enabled: boolean;
        /** Commands that were run. */
        exec_count: number;
        session_key: string | null;
      }>;
      /** Entries of the whole list. */
      total: number;
      offset: number;
      limit: number;
    };
  };
  'GET /sandboxes/{sandbox_id}': {
    answer: {
      id: string;
      user_id: null;
      /** Whose it is. */
      user_name: string;
      /** `unavailable`: its files are not on this host. */
      status: 'running' | 'stopped' | 'unavailable';
      image: string;
      /** What it really is: `Python 3.11.7`. */
      runtime: string | null;
      container_id: string | null;
      /** Where its files are. */
      workspace_path: string;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When something was done with it. ISO 8601, UTC. */
      last_activity_at: string;
      /** Since when it is stopped. ISO 8601, UTC. */
      stopped_at: string | null;
      memory_mb: number;
      cpu_cores: number;
      disk_mb: number;
      idle_timeout_seconds: number;
      network_enabled: boolean;
      /** Commands that were run. */
      exec_count: number;
      session_key: string | null;
    };
  };
  'GET /sandboxes/{sandbox_id}/activity': {
    query: {
      /** Entries to leave out. */
      offset?: number | undefined;
      /** Entries at most. */
      limit?: number | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        /** `create`, `exec`, `upload`, `install_skills`, `update`, `stop`, `resume`. */
        action: string;
        command?: string;
        exit_code?: number | null;
        details: Record<string, unknown>;
        /** When it was done. ISO 8601, UTC. */
        created_at: string;
      }>;
      /** Entries of the whole list. */
      total: number;
      offset: number;
      limit: number;
    };
  };
  'GET /sandboxes/{sandbox_id}/files': {
    query: {
      /** A folder. Default `/workspace`. */
      path?: string | undefined;
    };
    answer: {
      items: Array<{
        name: string;
        path: string;
        type: 'file' | 'folder' | 'link' | 'other';
        /** In bytes. */
        size: number;
        is_directory: boolean;
        executable: boolean;
        /** When it was changed. ISO 8601, UTC. */
        modified_at: string;
      }>;
      /** Whether the folder has more than 10,000 entries. */
      truncated: boolean;
    };
  };
  'GET /sandboxes/{sandbox_id}/files/{+rest}': { answer: undefined };
  'GET /sdk/cache/{+rest}': {
    answer: {
      value: unknown;
    };
  };
  'GET /servers': {
    query: {
      /** Words that all occur in name or description. */
      search?: string | undefined;
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
        pin: 'warn' | 'hold' | 'off';
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
        /** How the gateway gets tokens for it. */
        oauth_config: {
          oauth_app_id: string;
          server_id: string;
          client_id: string | null;
          /** The secret itself is never told. */
          has_client_secret: boolean;
          authorization_url: string | null;
          token_url: string | null;
          issuer: string | null;
          scopes: Array<string> | null;
          /** When it was made. ISO 8601, UTC. */
          created_at: string;
          /** When it was changed. ISO 8601, UTC. */
          updated_at: string;
        } | null;
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
      pin: 'warn' | 'hold' | 'off';
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
      /** How the gateway gets tokens for it. */
      oauth_config: {
        oauth_app_id: string;
        server_id: string;
        client_id: string | null;
        /** The secret itself is never told. */
        has_client_secret: boolean;
        authorization_url: string | null;
        token_url: string | null;
        issuer: string | null;
        scopes: Array<string> | null;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      } | null;
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
  'GET /servers/{server_id}/credentials': {
    answer: {
      items: Array<{
        id: string;
        server_id: string;
        name: string;
        /** At most the last four characters. */
        value_masked: string;
        /** When it was added. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      }>;
      total: number;
    };
  };
  'GET /servers/{server_id}/oauth-config': {
    answer: {
      oauth_app_id: string;
      server_id: string;
      client_id: string | null;
      /** The secret itself is never told. */
      has_client_secret: boolean;
      authorization_url: string | null;
      token_url: string | null;
      issuer: string | null;
      scopes: Array<string> | null;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'GET /servers/{server_id}/pins': {
    answer: {
      pin: 'warn' | 'hold' | 'off';
      items: Array<{
        tool_id: string;
        /** As the server names it. */
        name: string;
        /** Whether it is what was approved, if only by being there first. */
        state: 'approved' | 'changed';
        /** Whether callers do not see it until it is approved. */
        held: boolean;
        /** Where the definition differs from the approved one; at most a hundred places. */
        changes: Array<{
          /** JSON pointer into the definition of the tool. */
          pointer: string;
          before?: unknown;
          after?: unknown;
        }>;
        /** What hides from people, or speaks to the model about more than the tool. */
        findings: Array<{
          /** JSON pointer into the definition of the tool. */
          pointer: string;
          kind: 'hidden-characters' | 'instruction';
          /** What it is, with the text in which it stands. */
          detail: string;
        }>;
        approved_definition: Record<string, unknown>;
        definition: Record<string, unknown>;
      }>;
      total: number;
    };
  };
  'GET /servers/{server_id}/tool-selection': {
    answer: {
      exposure_mode: 'all' | 'selected';
      selected_tool_ids: Array<string>;
    };
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
      /** Entries to leave out. */
      offset?: number | undefined;
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
  'GET /skills': {
    query: {
      /** Entries to leave out. */
      offset?: number | undefined;
      /** Entries at most. */
      limit?: number | undefined;
      /** Words that all occur in name or description. */
      search?: string | undefined;
      /** `markdown`, `upload`, `catalog` (the built-in one), `github` or `git`. */
      source_type?: string | undefined;
      /** Only those that belong to this server or are attached to it. */
      mcp_server_id?: string | undefined;
    };
    answer: {
      items: Array<{
        id: string;
        name: string;
        description: string | null;
        /** `markdown`, `upload`, `catalog`, `github` or `git`. */
        source_type: string;
        /** The repository that it was imported from. */
        source_url: string | null;
        /** The server that it belongs to. */
        mcp_server_id: string | null;
        mcp_server_name: string | null;
        skill_metadata: Record<string, unknown>;
        /** Of its archive. */
        package_size_bytes: number;
        portal_visible: boolean;
        portal_category: string | null;
        portal_tags: Array<string>;
        /** `SKILL.md`; null in lists. */
        skill_md_content: string | null;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed last. ISO 8601, UTC. */
        updated_at: string;
      }>;
      /** Entries of the whole list. */
      total: number;
      offset: number;
      limit: number;
    };
  };
  'GET /skills/catalog/{source}': {
    query: {
      /** Words that all occur in name, description or tags. */
      search?: string | undefined;
    };
    answer: {
      items: Array<{
        name: string;
        description: string;
        /** The catalog. */
        source: string;
        /** Where to look at it; empty for the built-in catalog. */
        source_url: string;
        author: string | null;
        version: string | null;
        tags: Array<string>;
        license: string | null;
        /** Paths. */
        files: Array<string>;
        metadata: Record<string, unknown>;
      }>;
      total: number;
    };
  };
  'GET /skills/catalog/{source}/{skill_name}': {
    answer: {
      name: string;
      description: string;
      /** The catalog. */
      source: string;
      /** Where to look at it; empty for the built-in catalog. */
      source_url: string;
      author: string | null;
      version: string | null;
      tags: Array<string>;
      license: string | null;
      /** Paths. */
      files: Array<string>;
      metadata: Record<string, unknown>;
    };
  };
  'GET /skills/templates': {
    answer: {
      items: Array<{
        id: string;
        name: string;
        /** What it is for. */
        description: string;
        /** A `SKILL.md` to begin with. */
        skill_md_content: string;
      }>;
    };
  };
  'GET /skills/{skill_id}': {
    answer: {
      id: string;
      name: string;
      description: string | null;
      /** `markdown`, `upload`, `catalog`, `github` or `git`. */
      source_type: string;
      /** The repository that it was imported from. */
      source_url: string | null;
      /** The server that it belongs to. */
      mcp_server_id: string | null;
      mcp_server_name: string | null;
      skill_metadata: Record<string, unknown>;
      /** Of its archive. */
      package_size_bytes: number;
      portal_visible: boolean;
      portal_category: string | null;
      portal_tags: Array<string>;
      /** `SKILL.md`; null in lists. */
      skill_md_content: string | null;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed last. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'GET /skills/{skill_id}/package': { answer: string };
  'GET /tools/by-name': {
    query: {
      /** Qualified, or bare where only one server has it. */
      name: string;
    };
    answer: {
      tool_id: string;
      /** The qualified name, as in all answers: what execution takes. */
      tool_name: string;
      qualified_name: string;
      /** Without the name of the server. */
      display_name: string;
      description: string;
      server_id: string;
      server_name: string;
      input_schema: Record<string, unknown>;
    };
  };
  'GET /users/me/api-keys': {
    query: {
      /** Entries to leave out. */
      offset?: number | undefined;
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
  'PATCH /sandboxes/{sandbox_id}': {
    body: {
      /** Time without use after which it stops. */
      idle_timeout_seconds?: number | null | undefined;
      /** Memory of all its processes. In MB. */
      memory_mb?: number | null | undefined;
      /** Processors that it may use at once. */
      cpu_cores?: number | null | undefined;
      /** What its files may take. In MB. */
      disk_mb?: number | null | undefined;
      /** Variables of all its commands; kept encrypted, and not shown again. */
      env_vars?: Record<string, string> | null | undefined;
      /** Whether commands reach the network. Default false. */
      network_enabled?: boolean | null | undefined;
    };
    answer: {
      id: string;
      user_id: null;
      /** Whose it is. */
      user_name: string;
      /** `unavailable`: its files are not on this host. */
      status: 'running' | 'stopped' | 'unavailable';
      image: string;
      /** What it really is: `Python 3.11.7`. */
      runtime: string | null;
      container_id: string | null;
      /** Where its files are. */
      workspace_path: string;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When something was done with it. ISO 8601, UTC. */
      last_activity_at: string;
      /** Since when it is stopped. ISO 8601, UTC. */
      stopped_at: string | null;
      memory_mb: number;
      cpu_cores: number;
      disk_mb: number;
      idle_timeout_seconds: number;
      network_enabled: boolean;
      /** Commands that were run. */
      exec_count: number;
      session_key: string | null;
    };
  };
  'PATCH /servers/{server_id}/tool-selection': {
    body: {
      exposure_mode?: 'all' | 'selected' | undefined;
      selected_tool_ids?: Array<string> | undefined;
    };
    answer: {
      exposure_mode: 'all' | 'selected';
      selected_tool_ids: Array<string>;
    };
  };
  'PATCH /servers/{server_id}/tools/{tool_id}': {
    body: {
      /** Without the name of the server. */
      name?: string | undefined;
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
  'PATCH /skills/{skill_id}': {
    body: {
      /** Brought into the form of the format: `My Skill` becomes `my-skill`. */
      name?: string | undefined;
      /** `SKILL.md`; front matter that is missing is added, and made to say the name and description given. */
      skill_md_content?: string | undefined;
      /** What it does and when to use it. Default: what the front matter says, or its first words. */
      description?: string | undefined;
      /** The server that it belongs to, and is attached to. */
      mcp_server_id?: string | null | undefined;
      /** Takes it from the server that it belongs to. */
      clear_server_link?: boolean | undefined;
      /** Whatever callers keep with it. Default: the rest of the front matter. */
      skill_metadata?: Record<string, unknown> | undefined;
      portal_visible?: boolean | undefined;
      portal_category?: string | null | undefined;
      portal_tags?: Array<string> | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string | null;
      /** `markdown`, `upload`, `catalog`, `github` or `git`. */
      source_type: string;
      /** The repository that it was imported from. */
      source_url: string | null;
      /** The server that it belongs to. */
      mcp_server_id: string | null;
      mcp_server_name: string | null;
      skill_metadata: Record<string, unknown>;
      /** Of its archive. */
      package_size_bytes: number;
      portal_visible: boolean;
      portal_category: string | null;
      portal_tags: Array<string>;
      /** `SKILL.md`; null in lists. */
      skill_md_content: string | null;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed last. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'POST /bundles': {
    body: {
      name: string;
      description?: string | null | undefined;
      /** The agent that it is for, by an id of its own; one bundle at most is for each. */
      agent_id?: string | null | undefined;
      tools?:
        | Array<{
            /** The id of the tool. */
            tool_id: string;
            /** The whole name in this bundle. Default: the qualified name. */
            override_name?: string | null | undefined;
            override_description?: string | null | undefined;
            /** Whether users of the bundle see it. */
            enabled?: boolean | undefined;
            /** Its place, from the front. */
            display_order?: number | undefined;
          }>
        | null
        | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string | null;
      agent_id: string | null;
      /** Tools in it, those of its servers too. */
      tool_count: number;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** The last part of its MCP endpoint, `/mcp/bundles/{bundle_key}`. */
      bundle_key: string;
    };
  };
  'POST /bundles/{bundle_id}/connections/{connection_id}': {
    answer: {
      id: string;
      bundle_id: string;
      server_id: string;
      user_connection_id: string;
      server_name: string;
      provider_name: string | null;
      provider_email: string | null;
      is_valid: boolean;
      /** When it was assigned. ISO 8601, UTC. */
      created_at: string;
    };
  };
  'POST /bundles/{bundle_id}/servers/{server_id}': {
    answer: {
      /** Tools that came in with it. */
      tools_added: number;
      /** Tools of it that were in already. */
      tools_existing: number;
    };
  };
  'POST /bundles/{bundle_id}/tools': {
    body: {
      tools: Array<{
        /** The id of the tool. */
        tool_id: string;
        /** The whole name in this bundle. Default: the qualified name. */
        override_name?: string | null | undefined;
        override_description?: string | null | undefined;
        /** Whether users of the bundle see it. */
        enabled?: boolean | undefined;
        /** Its place, from the front. */
        display_order?: number | undefined;
      }>;
    };
    answer: Array<{
      /** Of its place in the bundle. */
      id: string;
      tool_id: string;
      override_name: string | null;
      override_description: string | null;
      enabled: boolean;
      display_order: number;
      /** Always false: tools are found by their own words. */
      has_override_embedding: boolean;
      /** As its server names it. */
      original_name: string;
      original_description: string;
      server_id: string;
      server_name: string;
      /** As callers see it, outside of the bundle. */
      display_name: string;
      input_schema: Record<string, unknown>;
      /** The qualified name. */
      tool_name: string;
      /** As users of the bundle see it. */
      effective_name: string;
      effective_description: string;
      /** When it came in. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
    }>;
  };
  'POST /connections': {
    body: {
      /** The server that it is for. */
      server_id: string;
      credential_type: 'api_key' | 'bearer' | 'none';
      /** The key or token; empty for `none`. */
      credential_value?: string | undefined;
      alias?: string | null | undefined;
      /** The header that carries it; for a stdio server, the variable. Default `Authorization`. */
      header_name?: string | undefined;
      /** What stands before it. Default none; `Bearer ` for bearer tokens in `Authorization`. */
      prefix?: string | undefined;
      /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
      connection_data?: Record<string, unknown> | null | undefined;
    };
    answer: {
      id: string;
      server_id: string;
      /** Whose it is. */
      user_id: string;
      /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
      connection_data: Record<string, unknown> | null;
      /** Whether it works, as far as is known. */
      is_valid: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      credential_type: string;
      /** What its owner calls it. */
      alias: string | null;
      header_name: string;
      prefix: string;
      /** At most the last four characters. */
      credential_masked: string;
    };
  };
  'POST /connections/basic': {
    body: {
      /** The server that it is for. */
      server_id: string;
      username: string;
      password: string;
      /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
      connection_data?: Record<string, unknown> | null | undefined;
    };
    answer: {
      id: string;
      server_id: string;
      /** Whose it is. */
      user_id: string;
      /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
      connection_data: Record<string, unknown> | null;
      /** Whether it works, as far as is known. */
      is_valid: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      username: string;
      auth_method: string;
    };
  };
  'POST /connections/{connection_id}/refresh': {
    answer: {
      id: string;
      server_id: string;
      /** Whose it is. */
      user_id: string;
      /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
      connection_data: Record<string, unknown> | null;
      /** Whether it works, as far as is known. */
      is_valid: boolean;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      credential_type: 'api_key' | 'bearer' | 'basic' | 'none' | 'oauth';
      /** At most the last four characters. */
      credential_masked: string;
      /** What its owner calls it. */
      alias: string | null;
      /** Of basic credentials. */
      username: string | null;
      /** The header or variable that carries it. */
      header_name: string | null;
      /** The issuer of its tokens. */
      provider_name: string | null;
      /** Of the account that logged in, where its provider says so. */
      provider_email: string | null;
      token_type: string;
      /** When its token expires. ISO 8601, UTC. */
      expires_at: string | null;
      scopes: Array<string> | null;
      /** `healthy`, `degraded` while refreshing fails, `expired`. */
      health_status: string;
      /** When its token was last refreshed. ISO 8601, UTC. */
      last_refreshed_at: string | null;
      /** When its token is to be refreshed. ISO 8601, UTC. */
      next_refresh_at: string | null;
      consecutive_refresh_failures: number;
      /** Why the last refresh failed. */
      refresh_error: string | null;
      /** Connections have none of their own. */
      mcp_session_id: string | null;
      /** When it was last used. ISO 8601, UTC. */
      last_accessed_at: string | null;
      server?: {
        id: string;
        name: string;
        display_name: string;
        type: string;
        status: string;
      } | null;
    };
  };
  'POST /sandboxes': {
    body: {
      /** One of `/sandbox-images`. */
      image?: string | undefined;
      /** Time without use after which it stops. */
      idle_timeout_seconds?: number | null | undefined;
      /** Memory of all its processes. In MB. */
      memory_mb?: number | null | undefined;
      /** Processors that it may use at once. */
      cpu_cores?: number | null | undefined;
      /** What its files may take. In MB. */
      disk_mb?: number | null | undefined;
      /** Variables of all its commands; kept encrypted, and not shown again. */
      env_vars?: Record<string, string> | null | undefined;
      /** Whether commands reach the network. Default false. */
      network_enabled?: boolean | null | undefined;
      /** Finds the caller's sandbox of this key, and lets it run, instead of making another. */
      session_key?: string | null | undefined;
    };
    answer: {
      id: string;
      user_id: null;
      /** Whose it is. */
      user_name: string;
      /** `unavailable`: its files are not on this host. */
      status: 'running' | 'stopped' | 'unavailable';
      image: string;
      /** What it really is: `Python 3.11.7`. */
      runtime: string | null;
      container_id: string | null;
      /** Where its files are. */
      workspace_path: string;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When something was done with it. ISO 8601, UTC. */
      last_activity_at: string;
      /** Since when it is stopped. ISO 8601, UTC. */
      stopped_at: string | null;
      memory_mb: number;
      cpu_cores: number;
      disk_mb: number;
      idle_timeout_seconds: number;
      network_enabled: boolean;
      /** Commands that were run. */
      exec_count: number;
      session_key: string | null;
    };
  };
  'POST /sandboxes/{sandbox_id}/exec': {
    body: {
      /** For the shell, `sh -c`. */
      command: string;
      /** Default 30. */
      timeout_seconds?: number | undefined;
    };
    answer: {
      /** 124 after its time was up; 128 + n after signal n. */
      exit_code: number;
      /** What is no UTF-8 is replaced. */
      stdout: string;
      /** With a last line for what is cut, timed out, or ended from outside. */
      stderr: string;
      duration_ms: number;
      timed_out: boolean;
      /** Whether an output is only the beginning. */
      truncated: boolean;
      /** Written in all. */
      stdout_bytes: number;
      /** Written in all. */
      stderr_bytes: number;
      /** Why all of the sandbox was ended under it. */
      ended: string | null;
    };
  };
  'POST /sandboxes/{sandbox_id}/resume': {
    answer: {
      id: string;
      user_id: null;
      /** Whose it is. */
      user_name: string;
      /** `unavailable`: its files are not on this host. */
      status: 'running' | 'stopped' | 'unavailable';
      image: string;
      /** What it really is: `Python 3.11.7`. */
      runtime: string | null;
      container_id: string | null;
      /** Where its files are. */
      workspace_path: string;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When something was done with it. ISO 8601, UTC. */
      last_activity_at: string;
      /** Since when it is stopped. ISO 8601, UTC. */
      stopped_at: string | null;
      memory_mb: number;
      cpu_cores: number;
      disk_mb: number;
      idle_timeout_seconds: number;
      network_enabled: boolean;
      /** Commands that were run. */
      exec_count: number;
      session_key: string | null;
    };
  };
  'POST /sandboxes/{sandbox_id}/skills': {
    body: {
      skill_ids: Array<string>;
    };
    answer: {
      installed: Array<{
        skill_id: string;
        name: string;
        path: string;
        files: number;
      }>;
    };
  };
  'POST /sandboxes/{sandbox_id}/stop': { answer: undefined };
  'POST /servers': {
    body: {
      /** Unique; the qualified names of its tools begin with it. */
      name: string;
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
      /** What becomes of a tool that is not what it was when it was approved: offered and told of, held back, or nothing. */
      pin?: 'warn' | 'hold' | 'off' | undefined;
      credential_mode?: string | undefined;
      /** What it needs to start: `{name, required}`, each a variable or header. */
      credential_requirements?: Array<Record<string, unknown>> | undefined;
      /** What is left out is discovered. */
      oauth_config?:
        | {
            /** Default: registered when it is needed. */
            client_id?: string | null | undefined;
            client_secret?: string | null | undefined;
            authorization_url?: string | null | undefined;
            token_url?: string | null | undefined;
            issuer?: string | null | undefined;
            scopes?: Array<string> | null | undefined;
          }
        | null
        | undefined;
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
      pin: 'warn' | 'hold' | 'off';
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
      /** How the gateway gets tokens for it. */
      oauth_config: {
        oauth_app_id: string;
        server_id: string;
        client_id: string | null;
        /** The secret itself is never told. */
        has_client_secret: boolean;
        authorization_url: string | null;
        token_url: string | null;
        issuer: string | null;
        scopes: Array<string> | null;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      } | null;
      /** When it was added. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** Where MCP clients reach it. */
      mcp_endpoint_url: string;
    };
  };
  'POST /servers/bulk-action': {
    body: {
      action: 'start' | 'stop' | 'restart' | 'delete' | 'sync';
      server_ids: Array<string>;
    };
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
  'POST /servers/catalog-imports': {
    body: {
      registry: string;
      /** Its id in that catalog. */
      registry_id: string;
      /** Of the server; unique; the qualified names of its tools begin with it. */
      name: string;
      /** A version or a tag; the newest by default. */
      version?: string | undefined;
      /** Which program of the package is the server, where there are several. */
      executable?: string | undefined;
      /** Of a package: `args`, `env`, `cwd`, `sandbox`; of a remote server: `headers`. */
      config_overrides?: Record<string, unknown> | undefined;
      auto_start?: boolean | undefined;
      /** What people call it. */
      display_name?: string | null | undefined;
      /** What it is for. */
      description?: string | null | undefined;
      /** Its picture. */
      icon_url?: string | null | undefined;
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
      pin: 'warn' | 'hold' | 'off';
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
      /** How the gateway gets tokens for it. */
      oauth_config: {
        oauth_app_id: string;
        server_id: string;
        client_id: string | null;
        /** The secret itself is never told. */
        has_client_secret: boolean;
        authorization_url: string | null;
        token_url: string | null;
        issuer: string | null;
        scopes: Array<string> | null;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      } | null;
      /** When it was added. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** Where MCP clients reach it. */
      mcp_endpoint_url: string;
    } & {
      /** What installs it: `/api/v1/operations/{id}`. */
      operation_id: string;
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
  'POST /servers/{server_id}/credentials': {
    body: {
      /** The variable of a stdio server, the header of one at a URL. */
      name: string;
      value: string;
    };
    answer: {
      id: string;
      server_id: string;
      name: string;
      /** At most the last four characters. */
      value_masked: string;
      /** When it was added. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
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
  'POST /servers/{server_id}/oauth/authorize': {
    body: {
      /** Of the server’s `oauth_config`. Default: the server’s. */
      oauth_app_id?: string | undefined;
      /** Where the page that ends the log-in leads on to. */
      redirect_uri?: string | null | undefined;
      scopes?: Array<string> | null | undefined;
      /** What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused. */
      connection_data?: Record<string, unknown> | null | undefined;
    };
    answer: {
      /** Where the user logs in. */
      authorization_url: string;
      /** Comes back with the user, and is good once. */
      state: string;
    };
  };
  'POST /servers/{server_id}/pins/approve': {
    body: {
      /** Left out: all of the server. */
      tool_ids?: Array<string> | undefined;
    };
    answer: {
      pin: 'warn' | 'hold' | 'off';
      items: Array<{
        tool_id: string;
        /** As the server names it. */
        name: string;
        /** Whether it is what was approved, if only by being there first. */
        state: 'approved' | 'changed';
        /** Whether callers do not see it until it is approved. */
        held: boolean;
        /** Where the definition differs from the approved one; at most a hundred places. */
        changes: Array<{
          /** JSON pointer into the definition of the tool. */
          pointer: string;
          before?: unknown;
          after?: unknown;
        }>;
        /** What hides from people, or speaks to the model about more than the tool. */
        findings: Array<{
          /** JSON pointer into the definition of the tool. */
          pointer: string;
          kind: 'hidden-characters' | 'instruction';
          /** What it is, with the text in which it stands. */
          detail: string;
        }>;
        approved_definition: Record<string, unknown>;
        definition: Record<string, unknown>;
      }>;
      total: number;
    };
  };
  'POST /servers/{server_id}/skills/{skill_id}/attach': {
    answer: {
      attachment_id: string;
      /** What the server offers because of it: a prompt's name, then URIs of resources. */
      tools_registered: Array<string>;
      server_id: string;
      skill_id: string;
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
    answer: {
      tools_added: number;
      tools_updated: number;
      tools_removed: number;
      total_tools: number;
    };
  };
  'POST /servers/{server_id}/tools': {
    body: {
      /** Without the name of the server. */
      name: string;
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
      /** The server whose tools it is for. */
      server_id?: string | null | undefined;
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
  'POST /sessions/cleanup': {
    answer: {
      cleaned_count: number;
    };
  };
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
  'POST /skills': {
    body: {
      /** Brought into the form of the format: `My Skill` becomes `my-skill`. */
      name: string;
      /** `SKILL.md`; front matter that is missing is added, and made to say the name and description given. */
      skill_md_content: string;
      /** What it does and when to use it. Default: what the front matter says, or its first words. */
      description?: string | null | undefined;
      /** The server that it belongs to, and is attached to. */
      mcp_server_id?: string | null | undefined;
      /** Whatever callers keep with it. Default: the rest of the front matter. */
      skill_metadata?: Record<string, unknown> | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string | null;
      /** `markdown`, `upload`, `catalog`, `github` or `git`. */
      source_type: string;
      /** The repository that it was imported from. */
      source_url: string | null;
      /** The server that it belongs to. */
      mcp_server_id: string | null;
      mcp_server_name: string | null;
      skill_metadata: Record<string, unknown>;
      /** Of its archive. */
      package_size_bytes: number;
      portal_visible: boolean;
      portal_category: string | null;
      portal_tags: Array<string>;
      /** `SKILL.md`; null in lists. */
      skill_md_content: string | null;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed last. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'POST /skills/import': {
    body: {
      /** `builtin`, `owner/name` at GitHub, or the URL of a Git repository. */
      source: string;
      /** The name of the skill there. */
      skill_name: string;
      /** In place of `source`: `owner/name`, or the URL of a Git repository. */
      github_repo?: string | null | undefined;
      /** The server that it belongs to, and is attached to. */
      mcp_server_id?: string | null | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string | null;
      /** `markdown`, `upload`, `catalog`, `github` or `git`. */
      source_type: string;
      /** The repository that it was imported from. */
      source_url: string | null;
      /** The server that it belongs to. */
      mcp_server_id: string | null;
      mcp_server_name: string | null;
      skill_metadata: Record<string, unknown>;
      /** Of its archive. */
      package_size_bytes: number;
      portal_visible: boolean;
      portal_category: string | null;
      portal_tags: Array<string>;
      /** `SKILL.md`; null in lists. */
      skill_md_content: string | null;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed last. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'POST /skills/upload': {
    body: {
      /** `SKILL.md` as `.md`, or its folder as `.zip` or `.tar.gz`: at most 512 files and 16 MiB unpacked. */
      file: unknown;
      /** The server that it belongs to, and is attached to. */
      mcp_server_id?: string | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string | null;
      /** `markdown`, `upload`, `catalog`, `github` or `git`. */
      source_type: string;
      /** The repository that it was imported from. */
      source_url: string | null;
      /** The server that it belongs to. */
      mcp_server_id: string | null;
      mcp_server_name: string | null;
      skill_metadata: Record<string, unknown>;
      /** Of its archive. */
      package_size_bytes: number;
      portal_visible: boolean;
      portal_category: string | null;
      portal_tags: Array<string>;
      /** `SKILL.md`; null in lists. */
      skill_md_content: string | null;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed last. ISO 8601, UTC. */
      updated_at: string;
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
      /** What the tool is wanted for. */
      query: string;
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
      /** What people call it. */
      name: string;
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
      /** How long the old key works yet. Default 24. */
      grace_period_hours?: number | undefined;
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
  'PUT /bundles/{bundle_id}': {
    body: {
      name?: string | undefined;
      description?: string | null | undefined;
      /** The agent that it is for, by an id of its own; one bundle at most is for each. */
      agent_id?: string | null | undefined;
    };
    answer: {
      id: string;
      name: string;
      description: string | null;
      agent_id: string | null;
      /** Tools in it, those of its servers too. */
      tool_count: number;
      /** When it was made. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
      /** The last part of its MCP endpoint, `/mcp/bundles/{bundle_key}`. */
      bundle_key: string;
    };
  };
  'PUT /bundles/{bundle_id}/tools/{tool_id}': {
    body: {
      /** The whole name in this bundle. Default: the qualified name. */
      override_name?: string | null | undefined;
      override_description?: string | null | undefined;
      /** Whether users of the bundle see it. */
      enabled?: boolean | undefined;
      /** Its place, from the front. */
      display_order?: number | undefined;
    };
    answer: {
      /** Of its place in the bundle. */
      id: string;
      tool_id: string;
      override_name: string | null;
      override_description: string | null;
      enabled: boolean;
      display_order: number;
      /** Always false: tools are found by their own words. */
      has_override_embedding: boolean;
      /** As its server names it. */
      original_name: string;
      original_description: string;
      server_id: string;
      server_name: string;
      /** As callers see it, outside of the bundle. */
      display_name: string;
      input_schema: Record<string, unknown>;
      /** The qualified name. */
      tool_name: string;
      /** As users of the bundle see it. */
      effective_name: string;
      effective_description: string;
      /** When it came in. ISO 8601, UTC. */
      created_at: string;
      /** When it was changed. ISO 8601, UTC. */
      updated_at: string;
    };
  };
  'PUT /sandboxes/{sandbox_id}/files/{+rest}': { answer: undefined };
  'PUT /sdk/cache/{+rest}': {
    body: {
      /** Any JSON value. */
      value: unknown;
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
      /** What becomes of a tool that is not what it was when it was approved: offered and told of, held back, or nothing. */
      pin?: 'warn' | 'hold' | 'off' | undefined;
      credential_mode?: string | undefined;
      /** What it needs to start: `{name, required}`, each a variable or header. */
      credential_requirements?: Array<Record<string, unknown>> | undefined;
      /** What is left out is discovered. */
      oauth_config?:
        | {
            /** Default: registered when it is needed. */
            client_id?: string | null | undefined;
            client_secret?: string | null | undefined;
            authorization_url?: string | null | undefined;
            token_url?: string | null | undefined;
            issuer?: string | null | undefined;
            scopes?: Array<string> | null | undefined;
          }
        | null
        | undefined;
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
      pin: 'warn' | 'hold' | 'off';
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
      /** How the gateway gets tokens for it. */
      oauth_config: {
        oauth_app_id: string;
        server_id: string;
        client_id: string | null;
        /** The secret itself is never told. */
        has_client_secret: boolean;
        authorization_url: string | null;
        token_url: string | null;
        issuer: string | null;
        scopes: Array<string> | null;
        /** When it was made. ISO 8601, UTC. */
        created_at: string;
        /** When it was changed. ISO 8601, UTC. */
        updated_at: string;
      } | null;
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
        /** Without the name of the server. */
        name: string;
        description?: string | undefined;
        input_schema?: Record<string, unknown> | undefined;
      }>;
    };
    answer: {
      tools_added: number;
      tools_updated: number;
      tools_removed: number;
      total_tools: number;
    };
  };
}
