import type { Metric, Sample } from './exposition.ts';

interface Distribution {
  readonly counts: number[];
  count: number;
  sum: number;
}

/** A distribution of seconds, by one label. */
export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #label: string;
  readonly #bounds: readonly number[];
  readonly #distributions = new Map<string, Distribution>();

  /** @param bounds upper bounds of the buckets in seconds, ascending */
  constructor(name: string, help: string, label: string, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#label = label;
    this.#bounds = bounds;
  }

  /** @param seconds what was measured */
  observe(label: string, seconds: number): void {
    const distribution = this.#distributions.get(label) ?? this.#make(label);
    const bucket = this.#bounds.findIndex(bound => seconds <= bound);
    if (bucket >= 0) distribution.counts[bucket] = (distribution.counts[bucket] ?? 0) + 1;
    distribution.count += 1;
    distribution.sum += seconds;
  }

  metric(): Metric {
    const samples = [...this.#distributions].flatMap(([label, { counts, count, sum }]) => {
      let total = 0;
      const buckets = this.#bounds.map((bound, at): Sample => {
        total += counts[at] ?? 0;
        return { suffix: '_bucket', labels: { [this.#label]: label, le: String(bound) }, value: total };
      });
      const labels = { [this.#label]: label };
      return [
        ...buckets,
        { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
        { suffix: '_sum', labels, value: sum },
        { suffix: '_count', labels, value: count },
      ];
    });
    return { name: this.#name, help: this.#help, type: 'histogram', samples };
  }

  #make(label: string): Distribution {
    const distribution = { counts: this.#bounds.map(() => 0), count: 0, sum: 0 };
    this.#distributions.set(label, distribution);
    return distribution;
  }
}
