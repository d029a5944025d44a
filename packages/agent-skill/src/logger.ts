/** Where the skill says what it does. The logger of SignalWire's SDK fits, as does `console`. */
export interface SkillLogger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Warnings and errors to stderr: an agent whose skill can't start has to say why. The default. */
export const stderrLogger: SkillLogger = {
  debug: () => {},
  info: () => {},
  warn: message => void process.stderr.write(`mcp_gateway: ${message}\n`),
  error: message => void process.stderr.write(`mcp_gateway: ${message}\n`),
};
