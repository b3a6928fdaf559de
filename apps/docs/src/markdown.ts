/** A page of the repository as a page of the site: links by address, diagrams drawn, and nothing that Vue would take for its own. */

import { posix } from 'node:path'
import { renderMermaidSVG } from 'beautiful-mermaid'

/** What a link of the repository becomes: an address of the site, or null where the site has no such page. */
export type Resolve = (path: string, anchored: boolean) => string | null

/** A link or a picture: `[label](to)`. */
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g
/** Blocks of code, and pictures drawn here. */
const BLOCKS = /^( *)(`{3,})[^\n]*\n.*?^\1\2 *$|<svg\b.*?<\/svg>/gms
/** The same, and code in a line. */
const CODE = /^( *)(`{3,})[^\n]*\n.*?^\1\2 *$|<svg\b.*?<\/svg>|(`+)(?!`).*?[^`]\3(?!`)/gms
const HTML =
  /^<\/?(?:a|b|br|details|div|em|h\d|i|img|kbd|main|p|picture|section|small|source|span|strong|sub|summary|sup|video)\b/i

/** @param file the page's path in the repository, from which its links are relative */
export function toSite(markdown: string, file: string, resolve: Resolve): string {
  const withPictures = markdown.replace(/^```mermaid\n(.*?)^```$/gms, (_, diagram: string) => drawn(diagram))
  const withLinks = outside(BLOCKS, withPictures, (text) =>
    text.replace(LINK, (whole, image: string, label: string, to: string) => {
      if (/^(?:[a-z]+:|#)/i.test(to)) return whole
      const address = addressOf(to, file, resolve)
      if (address === null) return image ? '' : label
      return `${image}[${label}](${address})`
    }),
  )
  return outside(CODE, withLinks, (text) =>
    text
      // A new line in Chinese text is none: a browser would show a space.
      .replace(/(?<=[\p{Script=Han}，。；：、！？）」》”])\n(?=[\p{Script=Han}（「《“])/gu, '')
      .replace(/<(?!!--)[^\s>]?[^>\n]*/g, (tag) => (HTML.test(tag) ? tag : tag.replace('<', '&lt;')))
      .replaceAll('{{', '&#123;&#123;'),
  )
}

function addressOf(to: string, file: string, resolve: Resolve): string | null {
  const [path = '', anchor] = to.split('#')
  const address = resolve(posix.normalize(posix.join(posix.dirname(file), path)), anchor !== undefined)
  return address === null ? null : `${address}${anchor === undefined ? '' : `#${anchor}`}`
}

/** Changes all but what `kept` finds. */
function outside(kept: RegExp, markdown: string, change: (text: string) => string): string {
  let result = ''
  let end = 0
  for (const found of markdown.matchAll(kept)) {
    result += change(markdown.slice(end, found.index)) + found[0]
    end = found.index + found[0].length
  }
  return result + change(markdown.slice(end))
}

let diagrams = 0

/** A diagram as a picture in the page's own colours (`theme/style.css`), so that the site needs no script for it. */
function drawn(diagram: string): string {
  const prefix = `diagram-${++diagrams}-`
  const svg = renderMermaidSVG(diagram, { transparent: true })
    // It asks a server for a font, and speaks of every picture of the page.
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/\bstyle="[^"]*"/, 'role="img" aria-label="diagram"')
    .replaceAll(/\bid="/g, `id="${prefix}`)
    .replaceAll('url(#', `url(#${prefix}`)
    .replaceAll(/\n\s*/g, ' ')
  return `<div class="diagram">${svg}</div>\n`
}
