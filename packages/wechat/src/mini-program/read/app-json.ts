/** Which pages a Mini Program has, as `app.json` says. */

import type { AppJson } from '../types.ts'

/** Every page: the main package's, then those of sub-packages. */
export function pageList({ pages, subpackages, subPackages }: AppJson): string[] {
  const extra = (subpackages ?? subPackages ?? []).flatMap(({ root, pages }) =>
    pages.map((page) => `${root.replace(/^\/|\/$/g, '')}/${page}`),
  )
  return [...pages, ...extra]
}

/** Pages of the tab bar. */
export function tabList({ tabBar }: AppJson): string[] {
  return tabBar?.list.map(({ pagePath }) => pagePath.replace(/^\//, '')) ?? []
}

/** The component that is the tab bar, where app.json says `custom: true`. */
export const CUSTOM_TAB_BAR = 'custom-tab-bar/index'

/** The page that is shown first when nothing else is asked for. */
export function entryPage(appJson: AppJson): string {
  const entry = appJson.entryPagePath ?? appJson.pages[0]
  if (!entry) throw new Error('app.json has no pages.')
  return entry
}
