import assert from 'node:assert/strict';
import { SecretBox, ToolSearch } from '@gw/catalog';

const say = (text: string) => process.stdout.write(`${text}\n`);
const tool = (name: string, description: string) => ({
  id: name,
  serverName: 'office',
  serverDescription: 'Files, mail and the calendar',
  effective: { name, qualifiedName: `office__${name}`, description, inputSchema: { type: 'object' } },
});

const search = new ToolSearch();
await search.update([
  tool('read_file', 'Gives the contents of a file'),
  tool('sendMail', 'Sends a message to somebody'),
  tool('list_events', 'Shows what is in the calendar on a day'),
]);

// By other words than the tool's own, and with a slip of the finger.
for (const query of ['fetch the contents of a document file', 'calender on friday', 'send_mail']) {
  const [best] = await search.search(query, { limit: 1 });
  say(`${query}: ${best?.tool.effective.name}`);
}

// What a secret is sealed with opens it again, and nothing else does.
const box = new SecretBox(crypto.getRandomValues(new Uint8Array(32)));
const sealed = box.seal('of a server');
assert.equal(box.open(sealed), 'of a server');
assert.throws(() => new SecretBox(crypto.getRandomValues(new Uint8Array(32))).open(sealed));
