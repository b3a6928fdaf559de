/** The `nodes` of `<rich-text>`: HTML, or a list of nodes. */

export type RichNode =
  | { type?: 'node'; name: string; attrs?: Record<string, string>; children?: RichNode[] }
  | { type: 'text'; text: string }

/** The words in it, without the tags. */
export function wordsOf(nodes: unknown): string {
  if (typeof nodes === 'string') return decodeEntities(nodes.replace(/<[^>]*>/g, ' '))
  if (!Array.isArray(nodes)) return ''
  return (nodes as RichNode[])
    .map((node) => ('text' in node ? decodeEntities(node.text) : wordsOf(node.children)))
    .join(' ')
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' }

export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, code, name) =>
    code ? String.fromCodePoint(Number(code)) : (ENTITIES[name] ?? all),
  )
}
