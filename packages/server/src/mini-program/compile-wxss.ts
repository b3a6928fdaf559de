/** WXSS to CSS: `rpx`, `@import`, tags of WXML, and names of a component's classes that meet no other's. */

import { dirname, join, normalize } from 'node:path/posix'
import postcss, { type AtRule, type Root } from 'postcss'
import selectorParser from 'postcss-selector-parser'
import type { Code } from './folder.ts'

/** `750rpx` is the width of the screen; the page that shows the program says how much each unit is there. */
const SCREEN_UNIT = /(-?\d*\.?\d+)(rpx|vh|vw)\b/g

/**
 * @param scope put before every class, `card--`; none for pages and `app.wxss`
 * @throws CssSyntaxError with file and line
 */
export function compileWxss(folder: Code, file: string, scope?: string): string {
  const root = withImports(folder, file, new Set())
  root.walkDecls((declaration) => {
    declaration.value = screenUnits(declaration.value)
  })
  const rename = selectorParser((selectors) => {
    selectors.walkTags((tag) => {
      tag.replaceWith(
        tag.value === 'page'
          ? selectorParser.className({ value: 'wx-page' })
          : selectorParser.tag({ value: `wx-${tag.value}` }),
      )
    })
    // The framework gives ids a prefix of their page or component.
    selectors.walkIds((id) => {
      const value = `--${id.value}`
      const ending = selectorParser.attribute({
        attribute: 'id',
        operator: '$=',
        value,
        quoteMark: '"',
        raws: {},
      })
      ending.setValue(value, { quoteMark: '"' })
      id.replaceWith(ending)
    })
    if (scope === undefined) return
    selectors.walkClasses((name) => {
      name.value = `${scope}--${name.value}`
    })
    selectors.walkPseudos((pseudo) => {
      if (pseudo.value === ':host') pseudo.replaceWith(selectorParser.className({ value: `${scope}--host` }))
    })
  })
  root.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && /keyframes$/.test((rule.parent as AtRule).name)) return
    rule.selector = rename.processSync(rule.selector)
  })
  return root.toString().trim()
}

/** `20rpx` to `calc(20 * var(--rpx))`; in a phone that is drawn on a large screen `vh` is not the window's either. */
function screenUnits(value: string): string {
  return value.replace(SCREEN_UNIT, 'calc($1 * var(--$2))')
}

function withImports(folder: Code, file: string, seen: Set<string>): Root {
  const root = postcss.parse(folder.read(file), { from: file })
  if (seen.has(file)) return postcss.root()
  seen.add(file)
  root.walkAtRules('import', (rule) => {
    const path = rule.params.replace(/^url\(|\)$|['"]/g, '').trim()
    const from = path.startsWith('/') ? path.slice(1) : normalize(join(dirname(file), path))
    rule.replaceWith(withImports(folder, from, seen).nodes)
  })
  return root
}
