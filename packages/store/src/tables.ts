import { ApiKeys } from './api-keys.ts';
import { Audit } from './audit.ts';
import { BundleConnections } from './bundle-connections.ts';
import { BundleServers } from './bundle-servers.ts';
import { BundleTools } from './bundle-tools.ts';
import { Bundles } from './bundles.ts';
import { CacheEntries } from './cache-entries.ts';
import { Connections } from './connections.ts';
import { Credentials } from './credentials.ts';
import { Embeddings } from './embeddings.ts';
import type { Access } from './entities.ts';
import { OAuthApps } from './oauth-apps.ts';
import { OAuthStates } from './oauth-states.ts';
import { Operations } from './operations.ts';
import { PlatformSessions } from './platform-sessions.ts';
import { Sandboxes } from './sandboxes.ts';
import { Servers } from './servers.ts';
import { Settings } from './settings.ts';
import { SkillAttachments } from './skill-attachments.ts';
import { Skills } from './skills.ts';
import { Surfaces } from './surfaces.ts';
import { Tools } from './tools.ts';

/** All that is kept, by concept: of the store itself, or within one of its transactions. */
export class Tables {
  readonly settings: Settings;
  readonly servers: Servers;
  readonly tools: Tools;
  readonly surfaces: Surfaces;
  readonly credentials: Credentials;
  readonly oauthApps: OAuthApps;
  readonly oauthStates: OAuthStates;
  readonly connections: Connections;
  readonly apiKeys: ApiKeys;
  readonly bundles: Bundles;
  readonly bundleTools: BundleTools;
  readonly bundleServers: BundleServers;
  readonly bundleConnections: BundleConnections;
  readonly sessions: PlatformSessions;
  readonly cache: CacheEntries;
  readonly skills: Skills;
  readonly skillAttachments: SkillAttachments;
  readonly sandboxes: Sandboxes;
  readonly operations: Operations;
  readonly embeddings: Embeddings;
  readonly audit: Audit;

  constructor(access: Access) {
    this.settings = new Settings(access);
    this.servers = new Servers(access);
    this.tools = new Tools(access);
    this.surfaces = new Surfaces(access);
    this.credentials = new Credentials(access);
    this.oauthApps = new OAuthApps(access);
    this.oauthStates = new OAuthStates(access);
    this.connections = new Connections(access);
    this.apiKeys = new ApiKeys(access);
    this.bundles = new Bundles(access);
    this.bundleTools = new BundleTools(access);
    this.bundleServers = new BundleServers(access);
    this.bundleConnections = new BundleConnections(access);
    this.sessions = new PlatformSessions(access);
    this.cache = new CacheEntries(access);
    this.skills = new Skills(access);
    this.skillAttachments = new SkillAttachments(access);
    this.sandboxes = new Sandboxes(access);
    this.operations = new Operations(access);
    this.embeddings = new Embeddings(access);
    this.audit = new Audit(access);
  }
}
