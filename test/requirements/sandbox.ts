import type { Requirement } from '../requirement.ts';

export const sandbox: readonly Requirement[] = [
  {
    id: 'sandbox:env:disabled',
    sentence: "`enabled: false` passes the gateway's environment but its secret key.",
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:env:restricted',
    sentence: "A restricted server has the variables of the contract and the service's own, nothing else.",
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:env:unrestricted',
    sentence:
      "`restricted_env: false` passes the gateway's environment without its key and the loader's settings.",
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:home:own',
    sentence: 'Each session has a home folder of its own.',
    source: 'wire contract, improvements',
  },
  {
    id: 'sandbox:home:removed',
    sentence: 'The home folder of a session goes with it.',
    source: 'wire contract, Config',
  },
];
