import type { Requirement } from '../requirement.ts';

const source = 'issue 7, part 4';

const promises: Readonly<Record<string, string>> = {
  'sandboxes:activity': 'What was done with a sandbox is listed, with the command, and without secrets.',
  'sandboxes:create': 'A sandbox is made within the limits of the configuration, and says what it really is.',
  'sandboxes:create:refused': 'What is wrong, beyond the limits, or can not be held is refused with 422.',
  'sandboxes:exec:bounded': 'Output of a command is bounded; what is cut is counted and said.',
  'sandboxes:exec:result':
    'A command for the shell gives its exit code and outputs, with the variables of the sandbox.',
  'sandboxes:exec:timeout':
    'A command whose time is up gives 124 and its output so far, whatever it ignores.',
  'sandboxes:images:host': 'python, python3, node and npm exist inside, in the versions that are told.',
  'sandboxes:images:lists': 'Images, templates and packages are those that this host has.',
  'sandboxes:images:unknown': 'An image that there is not is refused with the names of those that there are.',
  'sandboxes:lifetime:destroy': 'A sandbox that is destroyed leaves nothing, even under a running command.',
  'sandboxes:lifetime:idle': 'A sandbox that nobody uses stops by itself.',
  'sandboxes:lifetime:stop': 'A stopped sandbox keeps its files and refuses commands until it is resumed.',
  'sandboxes:limits': 'Memory, processes and disk are limited; which limit it was is told.',
  'sandboxes:network': 'There is no network unless it was asked for.',
  'sandboxes:owner': "A sandbox is its caller's own: for others there is none.",
  'sandboxes:session-key':
    "A session key finds the caller's sandbox instead of making another, asked twice at once, too.",
};

export const sandboxes: readonly Requirement[] = Object.entries(promises).map(([id, sentence]) => ({
  id,
  sentence,
  source,
}));
