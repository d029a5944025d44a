// Writes the tables of docs/escapes.md.
import { documentTables } from './table.ts';

await documentTables();
