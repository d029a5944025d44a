import type { Api } from './api.ts';

/** What is known of an object before its routes are there: its id. */
interface Pending {
  id: string;
  [field: string]: unknown;
}

interface PendingItems {
  items: Pending[];
}

type Fields = Record<string, unknown>;

/** Routes of the contract whose schemas the gateway does not have yet; each gives way to the real one. */
export interface PendingApi {
  'GET /catalog/search': { query: { search?: string | undefined }; answer: PendingItems };
  'GET /catalog/{registry}/{+rest}': { answer: Pending };
  'POST /servers/catalog-imports': {
    body: { registry: string; registry_id: string; name: string; [field: string]: unknown };
    answer: Api['POST /servers']['answer'];
  };
  'GET /servers/{server_id}/credentials': { answer: PendingItems };
  'POST /servers/{server_id}/credentials': { body: Fields; answer: Pending };
  'DELETE /servers/{server_id}/credentials/{credential_id}': { answer: undefined };
  'GET /servers/{server_id}/oauth-config': { answer: Pending };
  'DELETE /servers/{server_id}/oauth-config': { answer: undefined };
  'POST /servers/{server_id}/oauth/authorize': {
    body: {
      oauth_app_id: string;
      redirect_uri?: string | null | undefined;
      scopes?: string[] | null | undefined;
      connection_data?: Fields | null | undefined;
    };
    answer: { authorization_url: string; state: string };
  };
  'GET /bundles': {
    query: { page?: number | undefined; page_size?: number | undefined; search?: string | undefined };
    answer: PendingItems;
  };
  'POST /bundles': { body: { name: string; [field: string]: unknown }; answer: Pending };
  'GET /bundles/{bundle_id}': { answer: Pending };
  'PUT /bundles/{bundle_id}': { body: Fields; answer: Pending };
  'DELETE /bundles/{bundle_id}': { answer: undefined };
  'GET /bundles/by-agent/{agent_id}': { answer: Pending };
  'POST /bundles/{bundle_id}/servers/{server_id}': {
    answer: { tools_added: number; tools_existing: number };
  };
  'DELETE /bundles/{bundle_id}/servers/{server_id}': { answer: undefined };
  'GET /bundles/{bundle_id}/tools': {
    query: { page?: number | undefined; page_size?: number | undefined };
    answer: PendingItems;
  };
  'POST /bundles/{bundle_id}/tools': {
    body: { tools: { tool_id: string; [field: string]: unknown }[] };
    answer: Pending[];
  };
  'PUT /bundles/{bundle_id}/tools/{tool_id}': { body: Fields; answer: Pending };
  'DELETE /bundles/{bundle_id}/tools/{tool_id}': { answer: undefined };
  'GET /bundles/{bundle_id}/connections': { answer: PendingItems };
  'POST /bundles/{bundle_id}/connections/{connection_id}': { answer: Pending };
  'DELETE /bundles/{bundle_id}/connections/{connection_id}': { answer: undefined };
  'GET /connections': {
    query: { include_server?: boolean | undefined; include_invalid?: boolean | undefined };
    answer: PendingItems;
  };
  'POST /connections': {
    body: {
      server_id: string;
      credential_type: string;
      credential_value?: string | undefined;
      header_name?: string | undefined;
      prefix?: string | undefined;
      alias?: string | null | undefined;
      connection_data?: Fields | null | undefined;
    };
    answer: Pending;
  };
  'POST /connections/basic': {
    body: {
      server_id: string;
      username: string;
      password: string;
      connection_data?: Fields | null | undefined;
    };
    answer: Pending;
  };
  'GET /connections/{connection_id}': { answer: Pending };
  'DELETE /connections/{connection_id}': { answer: undefined };
  'POST /connections/{connection_id}/refresh': { answer: Pending };
  'GET /skills': {
    query: {
      search?: string | undefined;
      source_type?: string | undefined;
      mcp_server_id?: string | undefined;
      offset?: number | undefined;
      limit?: number | undefined;
    };
    answer: PendingItems;
  };
  'POST /skills': {
    body: { name: string; skill_md_content: string; [field: string]: unknown };
    answer: Pending;
  };
  'GET /skills/{skill_id}': { answer: Pending };
  'PATCH /skills/{skill_id}': {
    body: {
      mcp_server_id?: string | null | undefined;
      clear_server_link?: boolean | undefined;
      [field: string]: unknown;
    };
    answer: Pending;
  };
  'DELETE /skills/{skill_id}': { answer: undefined };
  'POST /skills/upload': { answer: Pending };
  'GET /skills/templates': { answer: PendingItems };
  'GET /skills/catalog/{source}': { query: { search?: string | undefined }; answer: PendingItems };
  'GET /skills/catalog/{source}/{skill_name}': { answer: Pending };
  'POST /skills/import': {
    body: { source: string; skill_name: string; [field: string]: unknown };
    answer: Pending;
  };
  'GET /skills/{skill_id}/package': { answer: unknown };
  'POST /servers/{server_id}/skills/{skill_id}/attach': { answer: Pending };
  'DELETE /servers/{server_id}/skills/{skill_id}/detach': { answer: undefined };
  'GET /sandboxes': { answer: PendingItems };
  'POST /sandboxes': { body: { image?: string | undefined; [field: string]: unknown }; answer: Pending };
  'GET /sandboxes/{sandbox_id}': { answer: Pending };
  'PATCH /sandboxes/{sandbox_id}': { body: Fields; answer: Pending };
  'DELETE /sandboxes/{sandbox_id}': { answer: undefined };
  'POST /sandboxes/{sandbox_id}/exec': {
    body: { command: string; timeout_seconds?: number | undefined };
    answer: { exit_code: number; stdout: string; stderr: string; duration_ms: number };
  };
  'POST /sandboxes/{sandbox_id}/stop': { answer: undefined };
  'POST /sandboxes/{sandbox_id}/resume': { answer: Pending };
  'GET /sandboxes/{sandbox_id}/activity': { answer: PendingItems };
  'GET /sandboxes/{sandbox_id}/files': { query: { path?: string | undefined }; answer: PendingItems };
  'GET /sandboxes/{sandbox_id}/files/{+rest}': { answer: unknown };
  'PUT /sandboxes/{sandbox_id}/files/{+rest}': { answer: undefined };
  'POST /sandboxes/{sandbox_id}/skills': { body: { skill_ids: string[] }; answer: Pending };
  'GET /sandbox-images': { answer: PendingItems };
  'GET /sandbox-images/templates': { answer: PendingItems };
  'GET /sandbox-images/packages': { answer: PendingItems };
}
