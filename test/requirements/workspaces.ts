import type { Requirement } from '../requirement.ts';

const source = 'issue 5, part 4';

export const workspaces: readonly Requirement[] = [
  {
    id: 'workspaces:example',
    sentence: 'An example with @gw/sandbox alone keeps a workspace.',
    source,
  },
  {
    id: 'workspaces:exec:abort',
    sentence: 'A command in a workspace ends with the signal of who asked for it.',
    source,
  },
  {
    id: 'workspaces:exec:background',
    sentence:
      'Commands run side by side, and what one leaves in the background lives until the workspace stops.',
    source,
  },
  {
    id: 'workspaces:exec:bounded-output',
    sentence: 'Output of a command is kept up to a bound, and what is missing is told.',
    source,
  },
  {
    id: 'workspaces:exec:bytes',
    sentence: 'Input and output of a command are bytes, and come as they are.',
    source,
  },
  {
    id: 'workspaces:exec:refused',
    sentence: 'A command that can not be run as it is meant is refused before anything runs.',
    source,
  },
  {
    id: 'workspaces:exec:result',
    sentence: 'A command, as text or as words, gives its exit code and both outputs.',
    source,
  },
  {
    id: 'workspaces:exec:streams',
    sentence: 'Output of a command is heard while it runs, and its input can be written meanwhile.',
    source,
  },
  {
    id: 'workspaces:exec:time-out',
    sentence:
      'A command whose time is up is killed with what it started; its exit code is 124, its output kept.',
    source,
  },
  {
    id: 'workspaces:files:atomic',
    sentence: 'A file is written whole or not at all, and not beyond the quota.',
    source,
  },
  {
    id: 'workspaces:files:bytes',
    sentence: 'Files go in and out byte for byte, with their folders.',
    source,
  },
  {
    id: 'workspaces:files:errors',
    sentence: 'What is missing, in the way, or too large is told apart.',
    source,
  },
  {
    id: 'workspaces:files:inside',
    sentence: 'No path leads out of a workspace: no dots, no absolute path, no link.',
    source,
  },
  {
    id: 'workspaces:files:operations',
    sentence: 'Files are listed, told of, moved and deleted.',
    source,
  },
  {
    id: 'workspaces:files:races',
    sentence: 'No path leads out of a workspace while its commands exchange folders and links.',
    source,
  },
  {
    id: 'workspaces:isolation:allow-list',
    sentence: 'The network of a workspace may be an allow-list.',
    source,
  },
  {
    id: 'workspaces:isolation:host',
    sentence:
      'Commands of a workspace see no files, processes, variables or network of the host or of other workspaces.',
    source,
  },
  {
    id: 'workspaces:isolation:refused',
    sentence: 'A workspace that can not be isolated does not run unless its policy says so.',
    source,
  },
  {
    id: 'workspaces:isolation:user',
    sentence: 'A workspace that drops privileges has files that are its own.',
    source,
  },
  {
    id: 'workspaces:lifetime:cut-off',
    sentence: 'A workspace whose making or removal was cut off leaves nothing.',
    source,
  },
  {
    id: 'workspaces:lifetime:destroy',
    sentence: 'A workspace that is destroyed leaves nothing, whatever its commands made of its files.',
    source,
  },
  {
    id: 'workspaces:lifetime:ended',
    sentence: 'Commands are told when all processes of their workspace ended; the next one starts them anew.',
    source,
  },
  {
    id: 'workspaces:lifetime:gateway-killed',
    sentence: 'Workspaces survive SIGKILL of the gateway; their processes do not.',
    source,
  },
  {
    id: 'workspaces:lifetime:idle',
    sentence: 'A workspace that nobody uses stops by itself.',
    source,
  },
  {
    id: 'workspaces:lifetime:one-owner',
    sentence: 'A folder of workspaces belongs to one gateway at a time.',
    source,
  },
  {
    id: 'workspaces:lifetime:restart',
    sentence: 'A workspace is there after a restart, with its files, settings and state.',
    source,
  },
  {
    id: 'workspaces:lifetime:stop',
    sentence:
      'A stopped workspace keeps its files, has no processes, and refuses commands until it is resumed.',
    source,
  },
  {
    id: 'workspaces:limits:disk',
    sentence:
      'A workspace that takes more disk than its quota is ended, and nothing more is written into it.',
    source,
  },
  {
    id: 'workspaces:limits:fork-bomb',
    sentence: 'A fork bomb ends its workspace alone, for an ordinary user without a cgroup, too.',
    source: 'issue 7, part 4',
  },
  {
    id: 'workspaces:limits:number',
    sentence: 'Workspaces are bounded: how many there are, how many run, how much each does at once.',
    source,
  },
  {
    id: 'workspaces:limits:tree',
    sentence: 'Limits hold for all commands of a workspace together, and which one it was is told.',
    source,
  },
];
