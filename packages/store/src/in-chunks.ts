/** Statements with more values than a database takes, as several: 500 rows of 60 columns are within all bounds. */
export function* inChunks<T>(items: readonly T[], size = 500): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
