/**
 * `<include>` copies a file to its place, so what is included in a `wx:for` may use the item and its index. The template
 * compiler gives it the data alone. So each such place is marked in the source, with the names that it knows: the code
 * then says which variables stand for them.
 */

/** A comment or a script; or a tag: whether it closes, its name, its attributes, and whether it closes itself. */
const TAG =
  /<!--[\s\S]*?-->|<wxs\b[^>]*?(?:\/>|>[\s\S]*?<\/wxs\s*>)|<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>/g

/** `wx:if` and its like, which an element may have. */
const OF_WX = /\swx:[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?/g

interface Open {
  tag: string
  /** Names of the item and the index of a loop. */
  names: string[]
  /** What follows its end. */
  after: string
}

/** @returns the source with a mark at each file that is included in a loop; the same, when there is none */
export function markIncludedInLoops(source: string): string {
  const open: Open[] = []
  let count = 0
  const mark = (element: string, names: Set<string>) => {
    const name = `__in${count++}__`
    const own = element.match(OF_WX)?.join('') ?? ''
    const include = element
      .replace(OF_WX, '')
      .replace(
        /(\bsrc\s*=\s*(["']).*?)(?:\.wxml)?\2/,
        (_, path: string, quote: string) => path + name + quote,
      )
    return `<block${own}><block wx:if="{{[${[...names].join()},'${name}']}}">${include}`
  }
  return source.replace(TAG, (whole, closing?: string, tag = '', attributes = '', selfClosing = '') => {
    if (closing === undefined) return whole
    if (closing) {
      const at = open.findLastIndex((one) => one.tag === tag)
      return whole + (at < 0 ? '' : (open.splice(at)[0]?.after ?? ''))
    }
    const names = namesOf(attributes)
    const known = new Set([...open.flatMap((one) => one.names), ...names])
    const isMarked = tag === 'include' && known.size > 0
    const after = isMarked ? '</block></block>' : ''
    if (!selfClosing) open.push({ tag, names, after })
    return (isMarked ? mark(whole, known) : whole) + (selfClosing ? after : '')
  })
}

function namesOf(attributes: string): string[] {
  if (!/\bwx:for\s*=/.test(attributes)) return []
  const named = (name: string) => new RegExp(`\\bwx:${name}\\s*=\\s*(["'])(.*?)\\1`).exec(attributes)?.[2]
  return [named('for-item') ?? 'item', named('for-index') ?? 'index']
}

/** What the compiler makes of a mark, and of the file that is included there. */
const MARK = /\[([\w$.,]+),"__in(\d+)__"\]\?1:0/g
const INCLUDED = /(var \$A=G\["[^"]*)__in(\d+)__("\];if\(\$A\)\$A\(''\)\(R,C,)(.*?),U\)/g
/** A loop: its item and its index, and what of them has changed. */
const LOOP = /\(C,(\w+),(\w+),(\w+),(\w+),\w+(?:,[A-Z][^)]*)?\)=>/g

/** @param source with the marks @param code what the compiler made of it */
export function passItemsToIncluded(source: string, code: string): string {
  const names = new Map(
    [...source.matchAll(/\{\{\[([^\]']+),'__in(\d+)__'\]\}\}/g)].map(([, all = '', n]) => [
      n,
      all.split(','),
    ]),
  )
  const variables = new Map([...code.matchAll(MARK)].map(([, all = '', n]) => [n, all.split(',')]))
  return code.replace(INCLUDED, (_, before: string, n: string, call: string, data: string, at: number) => {
    const changes = changesAt(code.slice(0, at))
    const pairs = (names.get(n) ?? []).flatMap((name, i) => {
      const variable = variables.get(n)?.[i]
      const change = variable && changes.get(variable)
      return change ? [[JSON.stringify(name), variable, change]] : []
    })
    const object = (which: 1 | 2) => `{${pairs.map((pair) => `${pair[0]}:${pair[which]}`).join()}}`
    return `${before}${call}wxs.within(${data},${object(1)}),wxs.changed(U,${object(2)}))`
  })
}

/** For each variable of a loop, the one that says what of it has changed: of the loops before this place, the last counts. */
function changesAt(before: string): Map<string, string> {
  const changes = new Map<string, string>()
  for (const [, item = '', index = '', itemChange = '', indexChange = ''] of before.matchAll(LOOP))
    changes.set(item, itemChange).set(index, indexChange)
  return changes
}
