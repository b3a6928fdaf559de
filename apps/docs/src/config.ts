/** The site as VitePress is told: languages, menus, addresses, search. */

import { resolve } from 'node:path'
import { type DefaultTheme, defineConfig } from 'vitepress'
import { PARTS, ROOT } from './contents.ts'
import { searchOptions } from './search.ts'
import { slug } from './slug.ts'
import { THEME_ZH } from './theme-zh.ts'

type Language = 'en' | 'zh'

const TITLE = 'Callgrant'
const DESCRIPTION = {
  en: 'A device rings a person only after that person said yes; then Callgrant carries the call.',
  zh: '设备只有在用户同意之后才能呼叫他；Callgrant 随后接通这次通话。',
}

export default defineConfig({
  title: TITLE,
  srcDir: resolve(ROOT, '.cache/docs-site/pages'),
  outDir: resolve(ROOT, 'apps/docs/dist'),
  cacheDir: resolve(ROOT, '.cache/docs-site/vite'),
  cleanUrls: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: slug },
    toc: { slugify: slug },
    headers: { slugify: slug },
  },
  locales: {
    root: { label: 'English', lang: 'en', description: DESCRIPTION.en, themeConfig: themeOf('en') },
    zh: {
      label: '简体中文',
      lang: 'zh-Hans',
      description: DESCRIPTION.zh,
      themeConfig: { ...THEME_ZH, ...themeOf('zh') },
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    outline: { level: [2, 3] },
    search: { provider: 'local', options: searchOptions },
    externalLinkIcon: true,
  },
})

function themeOf(language: Language): DefaultTheme.Config {
  const base = language === 'en' ? '/' : '/zh/'
  const first = (at: string) => PARTS.find((part) => part.at === at)?.sections[0]?.pages[0]?.at
  const nav = PARTS.map((part) => ({
    text: part[language],
    link: `${base}${first(part.at)}`,
    activeMatch: `^${base}${part.at}(/|$)`,
  }))
  const changelog = { text: language === 'en' ? 'Changelog' : '更新日志', link: `${base}changelog` }
  return { nav: [...nav, changelog], sidebar: sidebarOf(base, language) }
}

/** One menu a part. Pages of a part whose address is elsewhere have it too. */
function sidebarOf(base: string, language: Language): DefaultTheme.SidebarMulti {
  const menus: DefaultTheme.SidebarMulti = {}
  for (const part of PARTS) {
    const menu = part.sections.map((section) => ({
      text: section[language],
      items: section.pages.map((page) => ({ text: page[language], link: `${base}${page.at}` })),
    }))
    menus[`${base}${part.at}`] = menu
    for (const { pages } of part.sections) {
      for (const { at } of pages) if (!at.startsWith(part.at)) menus[`${base}${at}`] = menu
    }
  }
  return menus
}
