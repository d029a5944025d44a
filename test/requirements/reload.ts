import type { Requirement } from '../requirement.ts';

export const reload: readonly Requirement[] = [
  {
    id: 'reload:calls:in-flight',
    sentence: 'A call in flight survives a reload, even of a service that is gone by then.',
    source: 'design, Endpoints',
  },
  {
    id: 'reload:settings:applied',
    sentence: 'Changed credentials and limits hold from the reload on.',
    source: 'design, Endpoints',
  },
  {
    id: 'reload:sighup:services',
    sentence: 'SIGHUP adds and removes services, keeps the sessions of the others, and logs the difference.',
    source: 'design, Endpoints',
  },
  {
    id: 'reload:watch:applied',
    sentence: 'With `--watch` a change of the file is applied by itself.',
    source: 'design, Endpoints',
  },
  {
    id: 'reload:wrong:changes-nothing',
    sentence: 'A reload with a wrong configuration changes nothing and is logged with its problems.',
    source: 'design, Endpoints',
  },
];
