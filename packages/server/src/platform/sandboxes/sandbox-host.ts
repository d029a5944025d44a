import type { Workspaces } from '@gw/sandbox';
import type { SandboxImages } from './images/sandbox-images.ts';

/** What runs sandboxes on this host. */
export interface SandboxHost {
  /** Closed with the host. */
  readonly workspaces: Workspaces;
  readonly images: SandboxImages;
  /** Names the folder of the workspaces, over restarts; two gateways never have the same. */
  readonly keeper: string;
  /** Whether the share of processors can be held. */
  readonly limitsCpu: boolean;
}
