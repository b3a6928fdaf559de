/** What is cut, covered or too small on the page as it is now: from the boxes of its words and controls. */

import type { Page } from 'playwright-core'

/**
 * One line a fault; empty is good.
 * @param ellipsis selector of what may end in an ellipsis
 * @param least how wide and high a control is at least, in CSS pixels: a finger's 44, or less beside a mouse
 */
export function layoutFaults(
  page: Page,
  ellipsis = '.pictured.talking h1, .label',
  least = 44,
): Promise<string[]> {
  return page.evaluate(faultsInPage, { ellipsis, least })
}

/** Runs in the page, so it takes nothing from outside. */
function faultsInPage({ ellipsis, least }: { ellipsis: string; least: number }): string[] {
  const SLACK = 1.5
  const faults: string[] = []
  const all = (root: Document | ShadowRoot): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot ? all(element.shadowRoot) : []),
    ])
  // What lies over everything else is what is looked at.
  const top = all(document).findLast((element) => element instanceof HTMLDialogElement && element.open)
  const root = top ?? document.body
  const parent = (element: Element): Element | null =>
    element.parentElement ?? ((element.getRootNode() as ShadowRoot).host as Element | undefined) ?? null
  const up = (element: Element): Element[] => {
    const path: Element[] = []
    for (let at: Element | null = element; at; at = parent(at)) path.push(at)
    return path
  }
  const within = all(document).filter((element) => up(element).includes(root))
  const shown = (element: Element) =>
    element.getClientRects().length > 0 &&
    // What a closed <details> holds has boxes, and is not drawn.
    element.checkVisibility() &&
    !element.matches('.said, .said *, .sr-only, .sr-only *, style, script') &&
    up(element).every((step) => Number(getComputedStyle(step).opacity) > 0.05) &&
    getComputedStyle(element).visibility !== 'hidden'
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()}${element.className && typeof element.className === 'string' ? `.${element.className.trim().replaceAll(/\s+/g, '.')}` : ''} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)}”`
  /** The part of a box that is not scrolled out of sight, and whether something that does not scroll cuts it. */
  const clip = (element: Element, box: DOMRect) => {
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom]
    let scrolled = false
    let cut = false
    for (const step of up(element)) {
      const { overflowX, overflowY, position } = getComputedStyle(step)
      const edge = step.getBoundingClientRect()
      const outside =
        left < edge.left - SLACK ||
        top < edge.top - SLACK ||
        right > edge.right + SLACK ||
        bottom > edge.bottom + SLACK
      const scrolls = /auto|scroll/.test(overflowY) && step.scrollHeight > step.clientHeight
      if (outside && scrolls) scrolled = true
      else if (outside && !scrolled && /hidden|clip|auto|scroll/.test(`${overflowX} ${overflowY}`)) cut = true
      if (/hidden|clip|auto|scroll/.test(`${overflowX} ${overflowY}`)) {
        left = Math.max(left, edge.left)
        top = Math.max(top, edge.top)
        right = Math.min(right, edge.right)
        bottom = Math.min(bottom, edge.bottom)
      }
      if (step === root || position === 'fixed') break
    }
    const view = {
      left: Math.max(0, left),
      top: Math.max(0, top),
      right: Math.min(innerWidth, right),
      bottom: Math.min(innerHeight, bottom),
    }
    const outOfView =
      left < -SLACK || top < -SLACK || right > innerWidth + SLACK || bottom > innerHeight + SLACK
    return {
      ...view,
      cut: cut || (outOfView && !scrolled),
      seen: view.right - view.left > SLACK && view.bottom - view.top > SLACK,
    }
  }
  interface Item {
    element: Element
    what: 'words' | 'control'
    box: ReturnType<typeof clip>
  }
  const items: Item[] = []
  for (const element of within.filter(shown)) {
    if (element.matches('button, a[href], input, [role=button]')) {
      const rect = element.getBoundingClientRect()
      // A switch whose whole cell can be pressed is as large as the cell.
      const target =
        (element.getAttribute('role') === 'switch' && element.closest('.cell')) ||
        (element.matches('[type=checkbox]') && element.closest('label'))
      const { width, height } = (target || element).getBoundingClientRect()
      if (width < least - 0.5 || height < least - 0.5)
        faults.push(
          `${name(element)} is ${Math.round(width)}×${Math.round(height)}, less than ${least}×${least}`,
        )
      items.push({ element, what: 'control', box: clip(element, rect) })
    }
    const mayEllipse = element.closest(ellipsis) !== null
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.textContent?.trim()) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) {
        if (rect.width < 1) continue
        const box = clip(element, rect)
        if (mayEllipse) box.cut = false
        items.push({ element, what: 'words', box })
      }
    }
    const style = getComputedStyle(element)
    const clipsX = style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + SLACK
    if (
      clipsX &&
      !mayEllipse &&
      element.textContent?.trim() &&
      element !== root &&
      !element.matches('.page, .frame')
    )
      faults.push(`${name(element)} cuts its words: ${element.scrollWidth} in ${element.clientWidth}`)
  }
  for (const { element, what, box } of items) if (box.cut) faults.push(`${what} ${name(element)} is cut off`)
  const layer = (element: Element) => element.closest('.outputs')
  for (const [index, a] of items.entries()) {
    for (const b of items.slice(index + 1)) {
      if (!a.box.seen || !b.box.seen || a.element === b.element) continue
      if (up(a.element).includes(b.element) || up(b.element).includes(a.element)) continue
      // A list that is open covers what is under it.
      if (layer(a.element) !== layer(b.element)) continue
      // The buttons stay while the words under them scroll.
      if (a.element.closest('.choices') !== b.element.closest('.choices') && root.querySelector('.choices'))
        continue
      const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      if (x > SLACK && y > SLACK)
        faults.push(`${a.what} ${name(a.element)} and ${b.what} ${name(b.element)} overlap`)
    }
  }
  const wide = Math.max(
    document.documentElement.scrollWidth - innerWidth,
    root.scrollWidth - root.clientWidth,
  )
  if (wide > SLACK) faults.push(`the page is ${wide} px wider than the screen`)
  return [...new Set(faults)]
}
