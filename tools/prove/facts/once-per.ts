/** Builds an index of a model or graph once, however many paths ask for it; it goes when its subject goes. */
export function oncePer<Subject extends object, T>(build: (subject: Subject) => T): (subject: Subject) => T {
  const built = new WeakMap<Subject, { readonly value: T }>();
  return subject => {
    let found = built.get(subject);
    if (found === undefined) built.set(subject, (found = { value: build(subject) }));
    return found.value;
  };
}

export function grouped<K, T>(items: Iterable<T>, keyOf: (item: T) => K | undefined): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
