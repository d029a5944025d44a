import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type Area, areaOf, columns, expectedOf } from './attack.ts';
import { attacks } from './attacks.ts';
import { Campaign } from './campaign.ts';
import { findPython } from './python.ts';

const root = process.getuid?.() === 0;
const python = findPython() !== undefined;

/** Makes every attack of an area, everywhere that it can be made, and holds it to what the data say of it. */
export function attackAll(area: Area): void {
  describe.skipIf(!root)(`attacks on ${area}, on a gateway of root`, () => {
    let campaign: Campaign;
    beforeAll(async () => {
      campaign = await Campaign.start();
    });
    afterAll(() => campaign?.[Symbol.asyncDispose]());

    for (const attack of attacks.filter(each => areaOf(each) === area))
      describe.skipIf(attack.python && !python)(`a server ${attack.tries}`, () => {
        for (const column of columns) {
          const expected = expectedOf(attack, column);
          if (expected === 'none') continue;
          const where = column.mechanisms === 'bare' ? ', on a host that gives nothing' : '';
          test(`${column.preset}${where}: ${expected}`, async () => {
            verifies(`escape:${attack.id}`);
            expect(await campaign.attack(attack.id, column)).toBe(expected);
          });
        }
      });
  });
}
