import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { ContainerImages } from '../../src/index.ts';

const images = new ContainerImages({
  engine: 'podman',
  image: 'docker.io/library/python:3-slim',
  images: ['python:*', 'ghcr.io/acme/*', 'bash:5'],
});

test('callers may name the images that the configuration allows, with the default for those that name none', () => {
  verifies('sandboxes:images:containers');
  const chosen = (name: string) => images.find(name)?.image;
  expect(chosen('mcpgateway/sandbox-runtime:latest')).toBe('docker.io/library/python:3-slim');
  expect(chosen('python:3.12')).toBe('docker.io/library/python:3.12');
  expect(chosen('python')).toBe('docker.io/library/python');
  expect(chosen('bash:5')).toBe('docker.io/library/bash:5');
  expect(chosen('ghcr.io/acme/tool:1')).toBe('ghcr.io/acme/tool:1');
  expect(images.list().map(({ name }) => name)).toEqual([
    'mcpgateway/sandbox-runtime:latest',
    'python:*',
    'ghcr.io/acme/*',
    'bash:5',
  ]);
});

test.each([
  'node:24',
  'bash:4',
  'python:5000/evil',
  'ghcr.io/acme/deep/er',
  'evil.example.com/python:3',
  '--privileged',
  'python:3 --privileged',
  'pythonx',
])('%s is none of them', name => {
  verifies('sandboxes:images:containers');
  expect(images.find(name)).toBeUndefined();
});
