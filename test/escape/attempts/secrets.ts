import { join } from 'node:path';
import { type Attempt, steals } from '../host/scene.ts';

export const secrets: Record<string, Attempt> = {
  'secrets:home': steals(({ stage }) => ({ deed: 'read', path: join(stage.home, '.ssh/id') })),
  'secrets:config': steals(({ stage }) => ({ deed: 'read', path: join(stage.gateway, 'config.json') })),
  'secrets:data': steals(({ stage }) => ({ deed: 'read', path: join(stage.gateway, 'data/state') })),
  'secrets:key': async scene => {
    const { report } = await scene.run({ deed: 'environment' });
    return JSON.parse(report?.found ?? '{}').GATEWAY_SECRET_KEY === undefined ? 'held' : 'open';
  },
  'secrets:variables': steals(() => ({ deed: 'environment' })),
  'secrets:gateway-environment': steals(({ stage }) => ({
    deed: 'read',
    path: `/proc/${stage.bystander.pid}/environ`,
  })),
  'secrets:gateway-memory': steals(({ stage }) => ({ deed: 'memory', pid: stage.bystander.pid })),
  'secrets:gateway-descriptors': steals(({ stage }) => ({
    deed: 'descriptors-of',
    pid: stage.bystander.pid,
  })),
  'secrets:gateway-root': steals(({ stage }) => ({
    deed: 'roots',
    path: join(stage.gateway, 'config.json'),
  })),
  'secrets:processes': steals(() => ({ deed: 'scan' })),
  'secrets:sibling-environment': steals(async scene => ({
    deed: 'read',
    path: `/proc/${(await scene.sibling()).pid}/environ`,
  })),
  'secrets:sibling-memory': steals(async scene => ({ deed: 'memory', pid: (await scene.sibling()).pid })),
  'secrets:sibling-home': steals(async scene => ({
    deed: 'read',
    path: join((await scene.sibling()).home, 'kept'),
  })),
  'secrets:sibling-root': steals(async scene => ({
    deed: 'roots',
    path: join((await scene.sibling()).home, 'kept'),
  })),
  'secrets:sandboxes': steals(({ stage, column }) => ({
    deed: 'search',
    folder: join(stage.gateway, 'data', `sandbox-${column.mechanisms}`),
  })),
  'secrets:left': steals(({ stage }) => ({ deed: 'read', path: stage.left })),
  'secrets:passwords': async scene => {
    const { report } = await scene.run({ deed: 'read', path: '/etc/shadow' });
    return report?.found?.includes('root:') ? 'open' : 'held';
  },
  'secrets:inherited': async scene => {
    const { report } = await scene.run({ deed: 'descriptors' });
    return report?.found?.trim() ? 'open' : 'held';
  },
};
