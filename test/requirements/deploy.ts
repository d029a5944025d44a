import type { Requirement } from '../requirement.ts';

export const deploy: readonly Requirement[] = [
  {
    id: 'deploy:compose:same',
    sentence: 'The compose file runs the image with the same restrictions as mcp-docker.sh.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:image:copies',
    sentence: "The image's steps copy only what exists and is let into the build.",
    source: 'issue 3, part 10',
  },
  { id: 'deploy:image:healthcheck', sentence: 'The image has a health check.', source: 'issue 3, part 10' },
  {
    id: 'deploy:image:no-secrets',
    sentence: 'No config file, secret, certificate or data of the building machine gets into the image.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:image:non-root',
    sentence: 'The image runs as a user that is not root.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:build',
    sentence: 'mcp-docker.sh build builds the image from the repository root.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:clean',
    sentence: 'mcp-docker.sh clean removes container, data and image.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:help',
    sentence: 'mcp-docker.sh --help lists its commands.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:logs',
    sentence: 'mcp-docker.sh logs shows the log, -f follows it.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:restart',
    sentence: 'mcp-docker.sh restart takes up config file and variables anew.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:shell',
    sentence: 'mcp-docker.sh shell opens a shell in the running container.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:start',
    sentence:
      'mcp-docker.sh start runs the image as a user that is not root, with a read-only file system and no capabilities.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:status',
    sentence: 'mcp-docker.sh status says whether the gateway runs, by its exit code too.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:script:stop',
    sentence: 'mcp-docker.sh stop gives the gateway 15 seconds to end.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:systemd:hardened',
    sentence:
      'The systemd unit runs the gateway as a user of its own that can write only where its state is.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:systemd:sandbox',
    sentence: 'The systemd unit leaves the sandbox what it needs: a delegated cgroup and namespaces.',
    source: 'issue 3, part 10',
  },
  {
    id: 'deploy:systemd:stop',
    sentence: 'systemd gives the gateway 15 seconds to end, and reloads it by SIGHUP.',
    source: 'issue 3, part 10',
  },
];
