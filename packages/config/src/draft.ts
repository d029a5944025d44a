/** What could be read of a configuration with problems: whatever was wrong is missing. */
export type Draft<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;
