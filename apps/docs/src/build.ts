/** Builds the site. */

import { resolve } from 'node:path'
import { build } from 'vitepress'
import { stage } from './stage.ts'

/** The folder that VitePress calls the root: it has `.vitepress`. */
export const SITE = resolve(import.meta.dirname, '..')

/** @throws when a link leads nowhere */
export async function buildSite(): Promise<void> {
  await stage()
  await build(SITE)
}
