import { operationsOf } from './operation.ts';

const stopped = { 409: 'The sandbox is stopped.' };
const filePath = { name: 'file_path', description: 'A path under `/workspace`, slashes as they are.' };

/** Sandboxes, their files, and what they can be made of. */
export const sandboxOperations = operationsOf('sandboxes', {
  'GET /sandboxes': { name: 'list', summary: 'List your sandboxes' },
  'POST /sandboxes': {
    name: 'create',
    summary: 'Make a sandbox, or find the one of a session key',
    example: { image: 'python:3.12', memory_mb: 512, session_key: 'call-4711' },
    refusals: { 409: 'There are as many as there may be, or the one found is on another host.' },
  },
  'GET /sandboxes/:sandbox_id': { name: 'get', summary: 'Read a sandbox' },
  'PATCH /sandboxes/:sandbox_id': {
    name: 'update',
    summary: 'Change the limits of a sandbox',
    example: { memory_mb: 1024 },
    refusals: { 409: 'The sandbox is on another host, or busy.' },
  },
  'DELETE /sandboxes/:sandbox_id': {
    name: 'destroy',
    summary: 'Destroy a sandbox and its files',
    refusals: { 409: 'The sandbox is on another host.' },
  },
  'POST /sandboxes/:sandbox_id/exec': {
    name: 'exec',
    summary: 'Run a command',
    streams: true,
    refusals: stopped,
  },
  'POST /sandboxes/:sandbox_id/stop': {
    name: 'stop',
    summary: 'Stop a sandbox; its files stay',
    refusals: { 409: 'The sandbox is on another host.' },
  },
  'POST /sandboxes/:sandbox_id/resume': {
    name: 'resume',
    summary: 'Let a stopped sandbox run again',
    refusals: { 409: 'The sandbox is on another host.' },
  },
  'GET /sandboxes/:sandbox_id/activity': { name: 'activity', summary: 'List what was done with a sandbox' },
  'GET /sandboxes/:sandbox_id/files': {
    name: 'list_files',
    summary: 'List a folder of a sandbox',
    words: 'file',
    refusals: { 409: 'It is no folder, or the sandbox is on another host.', 413: 'It is too large.' },
  },
  'GET /sandboxes/:sandbox_id/files/*': {
    name: 'download',
    summary: 'Read a file of a sandbox',
    rest: filePath,
    gives: 'application/octet-stream',
    refusals: { 409: 'It is no file, or the sandbox is on another host.', 413: 'It is too large.' },
  },
  'PUT /sandboxes/:sandbox_id/files/*': {
    name: 'upload',
    summary: 'Write a file of a sandbox',
    rest: filePath,
    takes: 'application/octet-stream',
    refusals: { 409: 'The path is no file.', 413: 'The file, or all together, would be too large.' },
  },
  'POST /sandboxes/:sandbox_id/skills': {
    name: 'install_skills',
    summary: 'Put skills into a sandbox',
    refusals: stopped,
  },
  'GET /sandbox-images': { name: 'list_images', summary: 'List the images', words: 'image' },
  'GET /sandbox-images/templates': {
    name: 'image_templates',
    summary: 'List the images with what they are for',
    words: 'image',
  },
  'GET /sandbox-images/packages': {
    name: 'package_catalog',
    summary: 'List what is installed in the images',
    words: 'image',
  },
});
