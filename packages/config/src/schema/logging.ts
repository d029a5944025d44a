import Type from 'typebox';
import { choice, section, text } from './setting.ts';

/** What is logged, and where to. */
export const LoggingSchema = section(
  {
    level: choice(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL', 'NOTSET'], {
      default: 'INFO',
      spellings: { WARN: 'WARNING', FATAL: 'CRITICAL' },
      description:
        'Least severe level that is logged, in any case; `WARN` and `FATAL` stand for `WARNING` and `CRITICAL`, `NOTSET` logs everything.',
    }),
    file: Type.Optional(
      text({ path: true, description: 'File that gets the log, too, beside standard error.' }),
    ),
  },
  { description: 'Logs.' },
);
