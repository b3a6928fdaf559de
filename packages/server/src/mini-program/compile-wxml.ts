/** WXML to JavaScript, by WeChat's own template compiler. */

import { TmplGroup } from 'glass-easel-template-compiler'
import type { Code } from './folder.ts'

export interface CompiledWxml {
  /** An expression that evaluates to `Templates`. */
  code: string
  /** What the compiler finds wrong, one line each: `pages/x/x.wxml:3:7 unexpected character`. */
  warnings: string[]
}

interface Finding {
  message: string
  startLine: number
  startColumn: number
}

/** Compiles every template of the folder, with the scripts (`.wxs`) that they use. */
export function compileWxml(folder: Code): CompiledWxml {
  const group = new TmplGroup()
  const warnings: string[] = []
  try {
    for (const file of folder.files('.wxs')) group.addScript(stem(file), folder.read(file))
    for (const file of folder.files('.wxml')) {
      const found = (group.addTmpl(stem(file), folder.read(file)) ?? []) as Finding[]
      for (const { message, startLine, startColumn } of found) {
        warnings.push(`${file}:${startLine + 1}:${startColumn + 1} ${message}`)
      }
    }
    return { code: group.getTmplGenObjectGroups(), warnings }
  } finally {
    group.free()
  }
}

const stem = (file: string) => file.replace(/\.[^./]+$/, '')
