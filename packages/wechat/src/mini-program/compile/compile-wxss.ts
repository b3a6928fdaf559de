/** WXSS to CSS: `rpx`, `@import`, tags of WXML, and class names that hold in one component only. */

import postcss, { type AtRule, type Root } from 'postcss'
import selectorParser from 'postcss-selector-parser'
import { resolvePath } from '../../wx/pages/resolve-path.ts'
import type { SourceFiles } from '../read/source-files.ts'
import { compileScreenUnits } from './screen-units.ts'

/**
 * @param scope put before every class, `card--`; none for pages and `app.wxss`
 * @throws CssSyntaxError with file and line
 */
export function compileWxss(files: SourceFiles, file: string, scope?: string): string {
  const root = withImports(files, file, new Set())
  root.walkDecls((declaration) => {
    declaration.value = compileScreenUnits(declaration.value)
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

function withImports(files: SourceFiles, file: string, seen: Set<string>): Root {
  const root = postcss.parse(files.read(file), { from: file })
  if (seen.has(file)) return postcss.root()
  seen.add(file)
  root.walkAtRules('import', (rule) => {
    const path = rule.params.replace(/^url\(|\)$|['"]/g, '').trim()
    rule.replaceWith(withImports(files, resolvePath(path, file), seen).nodes)
  })
  return root
}
