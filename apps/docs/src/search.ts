/** The search in the browser: Chinese is searched by pairs of characters, and a guide comes before a table that has the word too. */

import type { DefaultTheme } from 'vitepress'
import { SEARCH_ZH } from './theme-zh.ts'

type LocalSearch = NonNullable<DefaultTheme.LocalSearchOptions>

/** Sent to the browser as text: it uses nothing from outside of it. */
function tokenize(text: string): string[] {
  const words: string[] = []
  for (const word of text.toLowerCase().split(/[\n\r\p{Z}\p{P}\p{S}]+/u)) {
    for (const part of word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? []) {
      if (!/\p{Script=Han}/u.test(part) || part.length === 1) words.push(part)
      else for (let at = 0; at + 1 < part.length; at++) words.push(part.slice(at, at + 2))
    }
  }
  return words
}

/** Sent to the browser as text, too. @param id address and anchor of a section */
function boostDocument(id: string): number {
  if (/\/(guides|start)(\/|\b)/.test(id)) return 2
  if (
    /\/(reference\/(sdk|http|cli|compatibility|complaints|errors|wechat|wx|wmpf|taro)|changelog|why\/(decisions|benchmarks|contributing))/.test(
      id,
    )
  )
    return 0.3
  return 1
}

export const searchOptions: LocalSearch = {
  miniSearch: {
    options: { tokenize },
    searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, titles: 1, text: 1 }, boostDocument },
  },
  locales: { zh: { translations: SEARCH_ZH } },
}
