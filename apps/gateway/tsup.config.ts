import { cp } from 'node:fs/promises';
import { packageBuild } from '../../tsup.base.ts';

// The servers that a first configuration offers travel with the command.
const examples = ['calculator/calc_mcp.mjs', 'greeter/greeter_mcp.py', 'todo/todo_mcp.py'];

// Only a command: nobody imports it, so it has no types.
export default packageBuild({
  entry: ['src/main.ts'],
  dts: false,
  async onSuccess() {
    for (const file of examples) await cp(`../../examples/${file}`, `dist/examples/${file}`);
  },
});
