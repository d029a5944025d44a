import { seconds, section, text, wholeNumber } from './setting.ts';

/** How long callers' sessions live, and how many there may be. */
export const SessionSchema = section(
  {
    default_timeout: seconds({
      default: 300,
      description:
        'Time without a call after which a session is closed, in seconds; the first call of a session may ask for another one.',
    }),
    max_sessions_per_service: wholeNumber({
      default: 100,
      minimum: 1,
      maximum: 1_000_000,
      description: 'Sessions that may use one service at the same time.',
    }),
    max_total_sessions: wholeNumber({
      default: 500,
      minimum: 1,
      maximum: 1_000_000,
      description: 'Sessions that may be open at the same time.',
    }),
    cleanup_interval: seconds({
      default: 60,
      description: 'Time between two sweeps for expired sessions, in seconds.',
    }),
    sandbox_dir: text({
      path: true,
      defaultText: '`sandbox` in `data_dir`',
      description: 'Folder below which each server process gets its home and temporary folder.',
    }),
  },
  { description: 'Sessions of callers.' },
);
