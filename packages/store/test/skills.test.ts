import { randomBytes } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';
import { addServer } from './records.ts';

const skill = {
  principal: 'owner',
  name: 'Invoices',
  sourceType: 'markdown',
  skillMdContent: '# Invoices\n',
};

onEachDatabase(openEmpty => {
  test('the files of a skill come back byte for byte, and are exchanged as one', async () => {
    verifies('store:skills:files');
    await using opened = await openEmpty();
    const { skills } = opened.store;
    const { id } = await skills.insert(skill);
    const binary = new Uint8Array(randomBytes(300_000));
    await skills.putFiles(id, [
      { path: 'run.sh', content: new Uint8Array([0, 255, 10]), mode: 0o755 },
      { path: 'data/big', content: binary, mode: 0o644 },
      { path: 'empty', content: new Uint8Array(), mode: 0o644 },
    ]);
    const files = await skills.files(id);
    expect(files.map(({ path, mode }) => [path, mode])).toEqual([
      ['data/big', 0o644],
      ['empty', 0o644],
      ['run.sh', 0o755],
    ]);
    expect(Buffer.compare(files[0]!.content, binary)).toBe(0);
    expect([...files[1]!.content]).toEqual([]);
    expect([...files[2]!.content]).toEqual([0, 255, 10]);
    const file = { path: 'same', content: new Uint8Array(), mode: 0 };
    await expect(skills.putFiles(id, [file, file])).rejects.toMatchObject({ columns: ['skillId', 'path'] });
    expect(await skills.files(id)).toHaveLength(3);
    await skills.delete(id);
    expect(await skills.files(id)).toEqual([]);
  });

  test('skills are listed by source, server and words; one whose server goes stays', async () => {
    verifies('store:skills:list');
    await using opened = await openEmpty();
    const { skills, servers } = opened.store;
    const server = await addServer(opened.store);
    const own = await skills.insert({
      ...skill,
      serverId: server.id,
      portalTags: ['a'],
      skillMetadata: { b: 1 },
    });
    await skills.insert({ ...skill, name: 'Other', sourceType: 'github' });
    const window = { offset: 0, limit: 1 };
    expect((await skills.list({}, window)).total).toBe(2);
    expect((await skills.list({ sourceType: 'markdown' }, window)).items).toEqual([own]);
    expect((await skills.list({ serverId: server.id, principal: 'owner' }, window)).items).toEqual([own]);
    expect((await skills.list({ search: 'invoice' }, window)).items).toEqual([own]);
    await servers.delete(server.id);
    expect((await skills.get(own.id))?.serverId).toBeNull();
  });

  test('a skill is attached to a server once; attaching it again renews what it registers', async () => {
    verifies('store:skills:attached');
    await using opened = await openEmpty();
    const { skills, skillAttachments } = opened.store;
    const { id: serverId } = await addServer(opened.store);
    const { id: skillId } = await skills.insert(skill);
    const first = await skillAttachments.attach(skillId, serverId, ['a']);
    expect(await skillAttachments.attach(skillId, serverId, ['a', 'b'])).toEqual({
      ...first,
      toolsRegistered: ['a', 'b'],
    });
    expect(await skillAttachments.ofServer(serverId)).toHaveLength(1);
    expect(await skillAttachments.detach(skillId, serverId)).toBe(true);
    expect(await skillAttachments.detach(skillId, serverId)).toBe(false);
  });
});
