import type { AggregatedList } from './aggregated-list.ts';
import type { Selection } from './selection.ts';

/** What selections have of lists, made once for each: neither ever changes, so that what is kept is right. */
export class SelectedLists {
  readonly #known = new WeakMap<Selection, WeakMap<AggregatedList, AggregatedList>>();

  select(list: AggregatedList, selections: readonly Selection[]): AggregatedList {
    return selections.reduce((wider, selection) => this.#one(wider, selection), list);
  }

  #one(wider: AggregatedList, selection: Selection): AggregatedList {
    const ofSelection = this.#known.get(selection) ?? new WeakMap<AggregatedList, AggregatedList>();
    this.#known.set(selection, ofSelection);
    const known = ofSelection.get(wider) ?? wider.select(selection);
    ofSelection.set(wider, known);
    return known;
  }
}
