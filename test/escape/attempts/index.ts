import type { Attempt } from '../host/scene.ts';
import { environment } from './environment.ts';
import { files } from './files.ts';
import { kernel } from './kernel.ts';
import { network } from './network.ts';
import { processes } from './processes.ts';
import { resources } from './resources.ts';
import { secrets } from './secrets.ts';
import { terminal } from './terminal.ts';

/** How each attack is carried out, by its id. */
export const attempts: Readonly<Record<string, Attempt>> = {
  ...secrets,
  ...processes,
  ...network,
  ...resources,
  ...files,
  ...kernel,
  ...terminal,
  ...environment,
};
