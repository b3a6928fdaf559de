/**
 * Finds a node of a page by a selector: `#ask`, `.card > .call`, `button.primary`, and `.card >>> button`, which reaches
 * into components as `querySelector` of WeChat does. Beside WeChat's selectors it takes names of tags.
 */

import { glassEasel } from 'glass-easel-miniprogram-adapter'

type Element = glassEasel.Element

interface Step {
  tag: string | undefined
  id: string | undefined
  classes: string[]
  /** How it is under the step before it; `>>>`: at any depth, in other components too. */
  under: ' ' | '>' | '>>>'
}

/**
 * @param page the page's own nodes
 * @returns null: nothing matches
 * @throws Error when it is no selector
 */
export function findNode(page: glassEasel.ShadowRoot, selector: string): Element | null {
  const ways = selector.split(',').map((way) => stepsOf(way, selector))
  const visit = (node: glassEasel.Node): Element | null => {
    if (!glassEasel.Element.isElement(node)) return null
    if (node !== page && ways.some((steps) => matches(node, steps, page))) return node
    const inside = glassEasel.Component.isComponent(node) ? node.getShadowRoot() : null
    for (const child of [...(inside ? [inside] : []), ...node.childNodes]) {
      const found = visit(child)
      if (found) return found
    }
    return null
  }
  return visit(page)
}

function stepsOf(way: string, selector: string): Step[] {
  const steps: Step[] = []
  let under: Step['under'] = ' '
  for (const part of way.trim().split(/\s*(>{3}|>)\s*|\s+/)) {
    if (part === undefined || part === '') continue
    if (part === '>' || part === '>>>') {
      under = part
      continue
    }
    const [, tag, id, classes = ''] = /^([a-z][\w-]*)?(?:#([\w:-]+))?((?:\.[\w-]+)*)$/i.exec(part) ?? []
    if (!tag && !id && !classes) throw new Error(`"${selector}" is no selector: write #id, .class or a tag.`)
    steps.push({ tag, id, classes: classes.split('.').slice(1), under })
    under = ' '
  }
  return steps
}

/** Whether the node matches the last step, and what it is under the ones before. */
function matches(node: Element, steps: Step[], page: glassEasel.ShadowRoot): boolean {
  const step = steps.at(-1)
  if (!step || !fits(node, step)) return false
  const before = steps.slice(0, -1)
  if (before.length === 0) return step.under === '>>>' || node.ownerShadowRoot === page
  for (let up = parentOf(node, step.under); up; up = parentOf(up, step.under)) {
    if (matches(up, before, page)) return true
    if (step.under === '>') return false
  }
  return false
}

function fits(node: Element, { tag, id, classes }: Step): boolean {
  if (glassEasel.VirtualNode.isVirtualNode(node)) return false
  if (id !== undefined && node.id !== id) return false
  if (tag !== undefined && tagOf(node) !== tag) return false
  return classes.every((name) => node.classList?.contains(name))
}

function tagOf(node: Element): string | undefined {
  if (glassEasel.NativeNode.isNativeNode(node)) return node.is
  return glassEasel.Component.isComponent(node) ? node.tagName : undefined
}

/** The element above, without those of `wx:if` and its like. */
function parentOf(node: Element, under: Step['under']): Element | null {
  let up: Element | null = node.parentNode
  if (!up && under === '>>>' && glassEasel.ShadowRoot.isShadowRoot(node)) up = node.getHostNode()
  if (!up) return null
  const plain = !glassEasel.VirtualNode.isVirtualNode(up)
  return plain ? up : parentOf(up, under)
}
