/** One page with components, and a second page to go to, for tests of what WeChat documents of them. */

import { createMiniProgram } from '../src/mini-program/run/mini-program.ts'
import { PageStack } from '../src/wx/pages/page-stack.ts'
import { type Pieces, programOf } from './mini-program-fixture.ts'

export type Part = Pieces['parts'][string]
/** `this` in a page or component. */
export interface Self {
  data: Record<string, unknown>
  setData(data: object): void
  [name: string]: unknown
}
export const component = (definition: object, wxml = '', json: object = {}): Part => ({
  json: { component: true, ...json },
  wxml,
  script: ({ Component }) => Component(definition),
})

export async function run(
  wxml: string,
  page: object,
  parts: Record<string, Part> = {},
  json: object = {},
  wxs = {},
) {
  const stack = new PageStack()
  const errors: string[] = []
  const warnings: string[] = []
  const components = Object.keys(parts).filter((path) => !path.startsWith('pages/'))
  const usingComponents = Object.fromEntries(components.map((path) => [path, `/${path}`]))
  const mini = createMiniProgram({
    program: programOf({
      wxs,
      parts: {
        'pages/a/a': {
          wxml,
          json: { usingComponents, ...json },
          script: ({ Page }) => Page(page),
        },
        'pages/b/b': { script: ({ Page }) => Page({}) },
        ...parts,
      },
    }),
    wx: {},
    requirePlugin: () => ({}),
    stack,
    onError: (error) => errors.push(error.message),
    onWarning: (text) => warnings.push(text),
  })
  await mini.launch()
  const set = (data: object) => mini.page.instance.setData(data as Record<string, unknown>)
  return { mini, stack, errors, warnings, set, text: () => mini.page.text() }
}
