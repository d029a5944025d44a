import { writeFile } from 'node:fs/promises';
import { generatedFiles } from './generated-files.ts';

for (const { url, content } of generatedFiles()) await writeFile(url, content);
