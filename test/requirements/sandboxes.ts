import type { Requirement } from '../requirement.ts';

const source = 'issue 7, part 4';

const promises: Readonly<Record<string, string>> = {
  'sandboxes:activity': 'What was done with a sandbox is listed, with the command, and without secrets.',
  'sandboxes:client':
    'The unmodified Python client uses each endpoint of sandboxes and images, on both databases.',
  'sandboxes:create': 'A sandbox is made within the limits of the configuration, and says what it really is.',
  'sandboxes:create:refused': 'What is wrong, beyond the limits, or can not be held is refused with 422.',
  'sandboxes:degraded':
    'A host that can not isolate makes no sandbox and says what it needs, unless the configuration allows it.',
  'sandboxes:elsewhere': 'A sandbox whose files another gateway has is told of, and left to it.',
  'sandboxes:exec:bounded': 'Output of a command is bounded; what is cut is counted and said.',
  'sandboxes:exec:caller-left': 'A caller who leaves ends the command.',
  'sandboxes:exec:live':
    'Output of a command is told as it comes, bounded, to whoever accepts a stream of events.',
  'sandboxes:exec:result':
    'A command for the shell gives its exit code and outputs, with the variables of the sandbox.',
  'sandboxes:exec:timeout':
    'A command whose time is up gives 124 and its output so far, whatever it ignores.',
  'sandboxes:files:bytes': 'Files go in and come out byte for byte, whatever they are said to be.',
  'sandboxes:files:cut-off': 'An upload that breaks off leaves the file as it was.',
  'sandboxes:files:errors': 'What is missing, in the way, or too large is told apart.',
  'sandboxes:files:inside': 'No path leads out of /workspace: no dots, no absolute path, no link.',
  'sandboxes:files:list': 'Folders are listed, whatever the names in them.',
  'sandboxes:gateway-killed':
    'Sandboxes survive SIGKILL of the gateway in the middle of a command; the command does not.',
  'sandboxes:gateway-stopped': 'A gateway that is stopped answers the commands that run.',
  'sandboxes:images:containers':
    'With a container engine, callers may name the images that the configuration allows, and no others.',
  'sandboxes:images:host': 'python, python3, node and npm exist inside, in the versions that are told.',
  'sandboxes:images:lists': 'Images, templates and packages are those that this host has.',
  'sandboxes:images:unknown': 'An image that there is not is refused with the names of those that there are.',
  'sandboxes:lifetime:cut-off':
    'What was cut off while it was made or destroyed is gone after the next start.',
  'sandboxes:lifetime:destroy': 'A sandbox that is destroyed leaves nothing, even under a running command.',
  'sandboxes:lifetime:idle': 'A sandbox that nobody uses stops by itself.',
  'sandboxes:lifetime:stop': 'A stopped sandbox keeps its files and refuses commands until it is resumed.',
  'sandboxes:limits': 'Memory, processes and disk are limited; which limit it was is told.',
  'sandboxes:limits:number': 'Sandboxes are limited in number, for each caller and all together.',
  'sandboxes:mcp':
    'The built-in server sandbox gives each session of an MCP client a sandbox of its own, gone with it.',
  'sandboxes:mcp:cancel':
    'A call of the built-in server that is cancelled ends its command; output is told as progress.',
  'sandboxes:mcp:refused': 'What the built-in server refuses is a result with the reason.',
  'sandboxes:network': 'There is no network unless it was asked for.',
  'sandboxes:owner': "A sandbox is its caller's own: for others there is none.",
  'sandboxes:scopes': 'A key does with sandboxes what its scopes say.',
  'sandboxes:session-key':
    "A session key finds the caller's sandbox instead of making another, asked twice at once, too.",
  'sandboxes:skills': 'Skills are put below /workspace/.skills, all that were asked for or none.',
};

export const sandboxes: readonly Requirement[] = Object.entries(promises).map(([id, sentence]) => ({
  id,
  sentence,
  source,
}));
