/** Builds the site. */

import { join, resolve } from 'node:path'
import { build } from 'vitepress'
import { isStale } from '../../../scripts/lib/newest.ts'
import { ROOT } from './contents.ts'
import { stage } from './stage.ts'

/** The folder that VitePress calls the root: it has `.vitepress`. */
export const SITE = resolve(import.meta.dirname, '..')
export const DIST = resolve(SITE, 'dist')

/** @throws when a link leads nowhere */
export async function buildSite(): Promise<void> {
  await stage()
  await build(SITE)
}

/** For tests: what takes half a minute is done once, for all that come before the next change. */
export async function buildSiteWhenStale(): Promise<void> {
  const sources = ['docs', 'CHANGELOG.md', 'README.md', 'README.zh-CN.md', 'apps/docs/src', 'apps/docs/home']
  const code = ['apps/docs/.vitepress', 'packages/sdk/src', 'packages/protocol/src', 'packages/server/src']
  const all = [...sources, ...code, 'package-lock.json'].map((source) => join(ROOT, source))
  if (isStale(join(DIST, '404.html'), all)) await buildSite()
}
