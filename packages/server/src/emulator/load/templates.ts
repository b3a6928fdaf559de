/** All WXML and WXS of a folder, compiled by WeChat’s own compiler. */

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, sep } from 'node:path'
import type { Templates } from '@callgrant/sdk/wx/pages'
import { LoadError } from './load-error.ts'

type Compiler = typeof import('glass-easel-template-compiler')
interface Fault {
  isError: boolean
  level: number
  code: number
  message: string
  path: string
  startLine: number
}

/** Faults from this level on spoil the page. */
const ERROR_LEVEL = 4

/**
 * @param root folder of app.json
 * @param pages paths of pages that there must be a template for, with or without a file
 * @throws LoadError for WXML that cannot be read
 */
export function compileTemplates(root: string, pages: readonly string[]): Templates {
  const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler') as Compiler
  const group = new TmplGroup()
  try {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !/(^|[\\/])node_modules[\\/]/.test(path),
    )
    const known = new Set<string>()
    for (const path of files) {
      const file = join(root, path)
      const name = relative(root, file).split(sep).join('/')
      if (name.endsWith('.wxs')) group.addScript(name.replace(/\.wxs$/, ''), readFileSync(file, 'utf8'))
      if (!name.endsWith('.wxml')) continue
      known.add(name.replace(/\.wxml$/, ''))
      const faults = group.addTmpl(name.replace(/\.wxml$/, ''), readFileSync(file, 'utf8')) as Fault[]
      const fault = faults.find(({ level }) => level >= ERROR_LEVEL)
      if (fault) throw new LoadError(file, fault.startLine + 1, fault.message)
    }
    for (const page of pages) if (!known.has(page)) group.addTmpl(page, '')
    return new Function(`return ${group.getTmplGenObjectGroups()}`)() as Templates
  } finally {
    group.free()
  }
}
