/** Looks at a page: with axe for what shuts people out, and in pictures for a person to see. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the page and in its frames as they are now, one line a violation; empty is good. */
export async function axeViolations(page: Page): Promise<string[]> {
  for (const frame of page.frames()) await frame.evaluate(settled)
  for (const frame of page.frames()) {
    // As the debugger's own script: the pages' policy rightly runs none that is added to the document.
    if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe)
  }
  const results = await page.evaluate(() =>
    // What passes is not described, which takes most of the time.
    (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run({
      resultTypes: ['violations'],
    }),
  )
  return results.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`,
  )
}

/** Waits for what fades or slides in: half faded, everything has too little contrast. What goes on for ever is left. */
async function settled(): Promise<void> {
  const roots = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
    root,
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : [])),
  ]
  // What was just put on the page begins to move with the next frame; a document has not the animations of its shadow roots.
  await new Promise(requestAnimationFrame)
  const ending = roots(document)
    .flatMap((root) => root.getAnimations())
    .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime))
  await Promise.allSettled(ending.map((animation) => animation.finished))
}

/** Writes what the page looks like into the folder that `SHOTS` names, for a person to look at. */
export async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
}

/** Writes a picture of the documentation, `docs/images/<name>.png`, when `CALLGRANT_PICTURES` is set. */
export async function picture(page: Page, name: string): Promise<void> {
  const path = join(import.meta.dirname, '../../docs/images', `${name}.png`)
  if (process.env.CALLGRANT_PICTURES) await page.screenshot({ path })
}
