type Search<Name extends string> = { [Each in Name]?: string }

/** Of an address's query, the texts with these names: what an old link has beside them does no harm. */
export function only<Name extends string>(...names: Name[]) {
  return (query: Record<string, unknown>): Search<Name> => {
    const found: Search<Name> = {}
    for (const name of names) {
      const value = query[name]
      // A serial number of digits is read as a number.
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        if (value !== '') found[name] = String(value)
      }
    }
    return found
  }
}
