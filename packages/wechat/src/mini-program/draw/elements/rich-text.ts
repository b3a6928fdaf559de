/** `<rich-text>`: HTML of the program's own, of which only what WeChat shows is drawn: no scripts, no handlers. */

import { decodeEntities, type RichNode } from '../../run/rich-text.ts'
import { attachShadow, WxElement } from './element.ts'

const TAGS = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em ' +
    'fieldset font footer h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section ' +
    'small span strong sub sup table tbody td tfoot th thead tr tt u ul'
  ).split(' '),
)
const ATTRIBUTES = new Set([
  'class',
  'style',
  'alt',
  'src',
  'height',
  'width',
  'span',
  'start',
  'type',
  'colspan',
  'rowspan',
  'dir',
  'color',
  'face',
  'size',
])

export class WxRichText extends WxElement {
  static override observedAttributes = ['nodes', 'space']
  readonly #place = attachShadow(this, ':host { overflow: hidden }', '<div></div>').querySelector(
    'div',
  ) as HTMLElement

  protected update(): void {
    const nodes = this.attribute<unknown>('nodes', '')
    const parts =
      typeof nodes === 'string' ? partsOf(new DOMParser().parseFromString(nodes, 'text/html').body) : nodes
    this.#place.replaceChildren(...(Array.isArray(parts) ? parts.map(draw) : []))
  }
}

function partsOf(parent: Node): RichNode[] {
  return [...parent.childNodes].flatMap((node): RichNode[] => {
    if (node instanceof Text) return [{ type: 'text', text: node.data }]
    if (!(node instanceof Element)) return []
    const attrs = Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]))
    return [{ name: node.localName, attrs, children: partsOf(node) }]
  })
}

function draw(node: RichNode): Node {
  if ('text' in node) return document.createTextNode(decodeEntities(node.text))
  const name = node.name.toLowerCase()
  if (!TAGS.has(name)) return document.createTextNode('')
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(node.attrs ?? {})) {
    if (ATTRIBUTES.has(attribute) && !/^\s*javascript:/i.test(value)) element.setAttribute(attribute, value)
  }
  element.append(...(node.children ?? []).map(draw))
  return element
}
