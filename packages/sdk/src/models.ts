import type { Answer, Body, Query, Route } from './routes.ts';

/** An entry of what a list answers. */
type Item<R extends Route> =
  Answer<R> extends { items: (infer One)[] } ? One : Answer<R> extends (infer One)[] ? One : never;

/** An MCP server of the gateway. */
export interface Server extends Answer<'GET /servers/{server_id}'> {}

/** How a server is. */
export interface ServerHealth extends Answer<'POST /servers/{server_id}/health'> {}

/** How all servers are. */
export interface HealthOverview extends Answer<'POST /servers/health/all'> {}

/** What was done to several servers. */
export interface BulkResult extends Answer<'POST /servers/bulk-action'> {}

/** A tool of a server. */
export interface ServerTool extends Item<'GET /servers/{server_id}/tools'> {}

/** What was wrong with an input schema. */
export interface SchemaCorrection
  extends Answer<'POST /servers/{server_id}/tools/{tool_id}/correct-schema'> {}

/** Which tools of a server callers see. */
export interface ToolSelection extends Answer<'GET /servers/{server_id}/tool-selection'> {}

/** What reading a server's tools changed. */
/** What was approved of a server's tools, and what has changed since. */
export interface ToolPins extends Answer<'GET /servers/{server_id}/pins'> {}
export interface SyncResult extends Answer<'POST /servers/{server_id}/sync'> {}

/** A secret of a server, masked. */
export interface Credential extends Item<'GET /servers/{server_id}/credentials'> {}

/** How a server's OAuth works. */
export interface OAuthConfig extends Answer<'GET /servers/{server_id}/oauth-config'> {}

/** Where MCP clients reach a server. */
export interface ConnectionOptions extends Answer<'GET /servers/{server_id}/connection-options'> {}

/** A server that could be imported. */
export interface CatalogEntry extends Item<'GET /catalog/search'> {}

/** Which servers to list. */
export interface ListServers extends Query<'GET /servers'> {}

/** What a server is made with. */
export interface CreateServer extends Body<'POST /servers'> {}

/** What changes of a server. */
export interface UpdateServer extends Body<'PUT /servers/{server_id}'> {}

/** What callers see in place of what a server says of a tool. */
export interface ToolOverrides extends Body<'PATCH /servers/{server_id}/tools/{tool_id}/overrides'> {}

/** A tool to declare. */
export interface CreateTool extends Body<'POST /servers/{server_id}/tools'> {}

/** What changes of a declared tool. */
export interface UpdateTool extends Body<'PATCH /servers/{server_id}/tools/{tool_id}'> {}

/** A secret of a server. */
export interface CreateCredential extends Body<'POST /servers/{server_id}/credentials'> {}

/** What to import, and how. */
export interface ImportServer extends Body<'POST /servers/catalog-imports'> {}

/** A server that is being imported. */
export interface ImportedServer extends Answer<'POST /servers/catalog-imports'> {}

/** Work that goes on after its request was answered. */
export interface Operation extends Answer<'GET /operations/{operation_id}'> {}

/** A tool by its name. */
export interface ToolLookup extends Answer<'GET /tools/by-name'> {}

type Found = Answer<'POST /tools/search'>['tools'][number];

/** A tool that was found, and how well it fits. */
export interface ToolSearchResult extends Found {}

/** What came of a tool. */
export interface ToolExecuteResult extends Answer<'POST /tools/execute'> {}

/** A bundle, as lists have it. */
export interface Bundle extends Item<'GET /bundles'> {}

/** A bundle with the key of its MCP endpoint. */
export interface BundleWithKey extends Answer<'POST /bundles'> {}

/** A bundle with its key and tools. */
export interface BundleDetail extends Answer<'GET /bundles/{bundle_id}'> {}

/** A tool of a bundle. */
export interface BundleTool extends Item<'GET /bundles/{bundle_id}/tools'> {}

/** How many tools came into a bundle. */
export interface ServerAssignment extends Answer<'POST /bundles/{bundle_id}/servers/{server_id}'> {}

/** A connection that a bundle uses. */
export interface BundleConnection extends Item<'GET /bundles/{bundle_id}/connections'> {}

/** Which bundles to list. */
export interface ListBundles extends Query<'GET /bundles'> {}

/** What a bundle is made with. */
export interface CreateBundle extends Body<'POST /bundles'> {}

/** What changes of a bundle. */
export interface UpdateBundle extends Body<'PUT /bundles/{bundle_id}'> {}

/** What a bundle says of a tool in place of the server. */
export interface BundleToolOverrides extends Body<'PUT /bundles/{bundle_id}/tools/{tool_id}'> {}

/** A user's credentials for a server. */
export interface Connection extends Answer<'GET /connections/{connection_id}'> {}

/** A connection by key or token, masked. */
export interface ConnectionCreated extends Answer<'POST /connections'> {}

/** A connection by name and password. */
export interface BasicConnection extends Answer<'POST /connections/basic'> {}

/** Where a user goes to authorise. */
export interface OAuthAuthorization extends Answer<'POST /servers/{server_id}/oauth/authorize'> {}

/** Which connections to list. */
export interface ListConnections extends Query<'GET /connections'> {}

/** What a connection is made with. */
export interface CreateConnection extends Body<'POST /connections'> {}

/** What a connection by password is made with. */
export interface CreateBasicConnection extends Body<'POST /connections/basic'> {}

/** What an OAuth flow starts with. */
export interface AuthorizeOAuth extends Body<'POST /servers/{server_id}/oauth/authorize'> {}

/** Written knowledge for agents. */
export interface Skill extends Answer<'GET /skills/{skill_id}'> {}

/** A beginning for a skill. */
export interface SkillTemplate extends Item<'GET /skills/templates'> {}

/** A skill that could be imported. */
export interface SkillCatalogEntry extends Answer<'GET /skills/catalog/{source}/{skill_name}'> {}

/** What a skill became at a server. */
export interface AttachResult extends Answer<'POST /servers/{server_id}/skills/{skill_id}/attach'> {}

/** Which skills to list. */
export interface ListSkills extends Query<'GET /skills'> {}

/** What a skill is made with. */
export interface CreateSkill extends Body<'POST /skills'> {}

/** What changes of a skill. */
export interface UpdateSkill extends Body<'PATCH /skills/{skill_id}'> {}

/** Which skill to import. */
export interface ImportSkill extends Body<'POST /skills/import'> {}

/** Which tools somebody may see, for a while. */
export interface Session extends Answer<'GET /sessions/{session_id}'> {}

/** How many sessions there are. */
export interface SessionStats extends Answer<'GET /sessions/stats'> {}

/** How many sessions were removed. */
export interface CleanedUp extends Answer<'POST /sessions/cleanup'> {}

/** Which sessions to list. */
export interface ListSessions extends Query<'GET /sessions'> {}

/** What a session is made with. */
export interface CreateSession extends Body<'POST /sessions'> {}

/** What changes of a session. */
export interface UpdateSession extends Body<'PATCH /sessions/{session_id}'> {}

/** An isolated place to work. */
export interface Sandbox extends Answer<'GET /sandboxes/{sandbox_id}'> {}

/** What came of a command. */
export interface ExecResult extends Answer<'POST /sandboxes/{sandbox_id}/exec'> {}

/** A file or folder of a sandbox. */
export interface SandboxFile extends Item<'GET /sandboxes/{sandbox_id}/files'> {}

/** Something that was done with a sandbox. */
export interface SandboxActivity extends Item<'GET /sandboxes/{sandbox_id}/activity'> {}

/** A runtime that sandboxes may have. */
export interface SandboxImage extends Item<'GET /sandbox-images'> {}

type Template = Answer<'GET /sandbox-images/templates'>['templates'][number];

/** A beginning for a sandbox. */
export interface SandboxImageTemplate extends Template {}

type Packages = Answer<'GET /sandbox-images/packages'>['categories'][number];

/** Packages that runtimes have. */
export interface SandboxPackages extends Packages {}

/** Skills that were put into a sandbox. */
export interface InstalledSkills extends Answer<'POST /sandboxes/{sandbox_id}/skills'> {}

/** What a sandbox is made with. */
export interface CreateSandbox extends Body<'POST /sandboxes'> {}

/** What changes of a sandbox. */
export interface UpdateSandbox extends Body<'PATCH /sandboxes/{sandbox_id}'> {}

/** An API key; `key` itself is told when it is made. */
export interface ApiKey extends Answer<'GET /users/me/api-keys/{key_id}'> {}

/** A key and what becomes of the one before. */
export interface RotatedApiKey extends Answer<'POST /users/me/api-keys/{key_id}/rotate'> {}

/** What a key is made with. */
export interface CreateApiKey extends Body<'POST /users/me/api-keys'> {}

/** What can be done to several servers at once. */
export type BulkAction = Body<'POST /servers/bulk-action'>['action'];

/** Among which tools to search, and how many to find. */
export interface SearchTools extends Omit<Partial<Body<'POST /tools/search'>>, 'query'> {}

/** Which tool is meant, where its name alone doesn't tell. */
export interface ExecuteTool extends Omit<Body<'POST /tools/execute'>, 'tool_name' | 'arguments'> {}

/** A tool to take into a bundle. */
export type BundleToolFields = Body<'POST /bundles/{bundle_id}/tools'>['tools'][number];
