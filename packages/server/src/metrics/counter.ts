import type { Labels, Metric } from './exposition.ts';

interface Series {
  readonly labels: Labels;
  value: number;
}

const maxSeries = 2_000;
const separator = '\u0000';

/** A count by labels. Counting is one look-up; series beyond the bound are counted together, as `other`. */
export class Counter<Name extends string> {
  readonly #name: string;
  readonly #help: string;
  readonly #labelNames: readonly Name[];
  readonly #series = new Map<string, Series>();

  constructor(name: string, help: string, labelNames: readonly Name[] = []) {
    this.#name = name;
    this.#help = help;
    this.#labelNames = labelNames;
  }

  /** @param labels values in the order of the names */
  add(...labels: string[]): void {
    const key = labels.join(separator);
    const series = this.#series.get(key) ?? this.#make(key, labels);
    series.value += 1;
  }

  metric(): Metric {
    const samples = [...this.#series.values()];
    const none = this.#labelNames.length === 0 && samples.length === 0;
    return {
      name: this.#name,
      help: this.#help,
      type: 'counter',
      samples: none ? [{ value: 0 }] : samples,
    };
  }

  #make(key: string, values: readonly string[]): Series {
    if (this.#series.size >= maxSeries) {
      const rest = this.#labelNames.map(() => 'other');
      return this.#series.get(rest.join(separator)) ?? this.#put(rest.join(separator), rest);
    }
    return this.#put(key, values);
  }

  #put(key: string, values: readonly string[]): Series {
    const labels = Object.fromEntries(this.#labelNames.map((name, at) => [name, values[at] ?? '']));
    const series = { labels, value: 0 };
    this.#series.set(key, series);
    return series;
  }
}
