/** What the processes of one service use together. */
export interface ServiceProcesses {
  /** CPU time of all that have been, those that are gone included, in milliseconds. */
  readonly cpuMs: number;
  /** Bytes from and to storage, likewise. */
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Memory and number of those that run. */
  readonly memoryBytes: number;
  readonly processes: number;
  /** How many trees have ended, by cause: a limit's name, `signal`, `exit`, `stopped`. */
  readonly exits: Readonly<Record<string, number>>;
}

/** Knows the processes of the servers, however they are started. */
export interface ServerProcesses {
  /** By service, for those that have been started; takes a bounded time, however many run. */
  measure(): Promise<Readonly<Record<string, ServiceProcesses>>>;
}
