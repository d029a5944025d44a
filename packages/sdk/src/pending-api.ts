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
}
