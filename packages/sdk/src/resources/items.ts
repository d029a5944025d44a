/** What a list answers: its entries, and in most cases how many there are in all. */
export type ListAnswer<Item> = readonly Item[] | { readonly items: readonly Item[] };

/** The entries of a list. */
export const itemsOf = <Item>(answer: ListAnswer<Item>): Item[] => [
  ...('items' in answer ? answer.items : answer),
];
