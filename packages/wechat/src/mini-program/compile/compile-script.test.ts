/** Scripts as functions: what is an ES module, a parser says; its conversion keeps what the names mean. */

import { describe, expect, test } from 'vitest'
import { LoadError } from '../read/load-error.ts'
import { compileScript } from './compile-script.ts'

const MODULES: Record<string, string> = {
  b: 'export const a=1,c=2;export default function(){return 5}export function z(){return 7}',
  old: 'module.exports={q:9,default:3}',
  fn: 'module.exports=function(){return 4}',
  around: 'import{start}from"main";export function later(){return start}export const early=start',
}

/** Runs a script with the modules above, and `main` for itself. @returns what it exports */
function run(text: string, file = 'main.js'): Record<string, unknown> {
  const loaded = new Map<string, { exports: Record<string, unknown> }>()
  const load = (name: string, code: string) => {
    const known = loaded.get(name)
    if (known) return known.exports
    const module = { exports: {} as Record<string, unknown> }
    loaded.set(name, module)
    const require = (request: string) => load(request, MODULES[request] as string)
    new Function('require', 'module', 'exports', compileScript(name, code)).call(
      module.exports,
      require,
      module,
      module.exports,
    )
    return module.exports
  }
  const main = file.replace(/\.ts$/, '') === file ? 'main' : file
  return load(main, text)
}

describe('an ES module, minified', () => {
  test.each<[string, object]>([
    ['import{a}from"b";const e=1,t=()=>a;export{e as x,t as default};', { x: 1 }],
    ['var e={};e.k=1;export default e', { default: { k: 1 } }],
    ['const{a:o,b}={a:1,b:2};export{o as x,b};', { x: 1, b: 2 }],
    ['const x=1;export{x as default};export const{p,q:[r]}={p:1,q:[2]}', { default: 1, p: 1, r: 2 }],
    ['function f(){return 1}export{f as default,f as g}', {}],
    ['export*from"b";export{a as k}from"b"', { a: 1, c: 2, k: 1 }],
    ['import*as s from"b";export{s as ns}', { ns: { a: 1, c: 2 } }],
    ['export*as ns from"old"', { ns: { q: 9 } }],
    ['import e,{z}from"b";export const r=[e(),z(),z`t`]', { r: [5, 7, 7] }],
    ['export default(1,2)', { default: 2 }],
    ['export default((3)) /* ) */', { default: 3 }],
    ['export default[1]\n;[2].map(x=>x)', { default: [1] }],
    ['export let n=0;export function inc(){n++;n+=1;++n}inc()', { n: 3 }],
    ['let x,y;[x,y]=[3,4];export{x,y};({x}={x:9})', { x: 9, y: 4 }],
    ['const a=b=>b;export const c=a(1)/2/1', { c: 0.5 }],
    ['var a=1;export{a as "x-y"}', { 'x-y': 1 }],
  ])('%s', (text, exports) => {
    expect(run(text)).toMatchObject(exports)
  })

  test('names that an inner scope has too are its own', () => {
    const { r } = run(
      `import{a as e}from"b";function q(e){return e}function w(){var e=3;return e}function y(){try{throw 8}catch(e){return e}}
      {let e=2;var u=e}for(let e=0;e<2;e++);switch(1){case 1:let e=6}
      const o={e,m(){return e},[e]:4,e3:e},K=class e{static n=typeof e},F=function e(){return typeof e}
      export const r=[e,q(2),w(),y(),u,o.e,o.m(),o[1],(({e})=>e)({e:5}),K.n,F(),((x,y=e)=>y)()]`,
    )
    expect(r).toEqual([1, 2, 3, 8, 2, 1, 1, 4, 5, 'function', 'function', 1])
  })

  test('an import is called as a function, and made with new', () => {
    const { r } = run('import F from"fn";export const r=[F(),typeof new F,typeof new F()]')
    expect(r).toEqual([4, 'object', 'object'])
  })

  test('a line without a semicolon does not call the import that begins the next line', () => {
    const { r, loaded } = run(`
      import one, { a, z } from "b"
      import * as all from "b"
      const r = []
      one() === 5 ? r.push(1) : r.push(0)
      let more = [2]
      all.z() && r.push(more[0])
      function four() {
        const text = 'x'
        z\`x\`
        return 4
      }
      if (a)
        z()
      else
        one()
      do
        one()
      while (!a)
      switch (a) {
        case 1:
          more = four()
          z() && r.push(more)
      }
      const loaded = a
      import("b")
      export { r, loaded }`)
    expect([r, loaded]).toEqual([[1, 2, 4], 1])
    const { p } = run('exports.p = 1\nimport("b")')
    expect(p).toBe(1)
  })

  test('modules that import each other see what is set by then, and later the rest', () => {
    const { r } = run('import{later,early}from"around";export const start=6;export const r=[later(),early]')
    expect(r).toEqual([6, undefined])
  })
})

test('CommonJS and mixtures keep what they set', () => {
  expect(run('exports.a = 010; with ({ b: 2 }) exports.b = b')).toEqual({ a: 8, b: 2 })
  expect(run('import x from "old"; module.exports = { v: x.q }')).toEqual({ v: 9 })
  expect(run('const { q } = require("old"); export const v = q; exports.w = 1')).toMatchObject({ v: 9, w: 1 })
  expect(run('// export default 1\nexports.text = "export const a = 1; import b"')).toEqual({
    text: 'export const a = 1; import b',
  })
})

test('import() is a promise of the module, also in CommonJS, which stays what it was', async () => {
  const { p, __esModule } = run('exports.p = Promise.all([import("b"), import("old")])')
  const [b, old] = (await p) as [{ a: number; default(): number }, { q: number; default: object }]
  expect([b.a, b.default(), old.q, old.default, __esModule]).toEqual([
    1,
    5,
    9,
    MODULES.old && { q: 9, default: 3 },
    undefined,
  ])
})

test('lines stay where they are', () => {
  const code = compileScript('a.js', 'import {\n  a,\n  b\n} from "b"\nexport const line = 5\n')
  expect(code.split('\n')[4]).toContain('const line = 5')
})

test('TypeScript loses its types only', () => {
  const script =
    'import { a, type A } from "b"\nimport type B from "none"\nexport const n: number = a as A\nexport = n'
  expect(run('import{a}from"b";enum E{x=a};export const n:number=E.x', 'm.ts')).toMatchObject({ n: 1 })
  expect(() => compileScript('m.ts', script)).not.toThrow()
})

test.each([
  ['a.js', 'App({\n  a: 1\n  b: 2\n})', 3, 3],
  ['a.js', 'import a from "b"\nlet x = = 1', 2, 9],
  ['a.js', 'const a=1;export{a};let b=(1', 1, 29],
  ['a.js', 'if (1) {\n  import a from "b"\n}', 2, 3],
  ['a.js', 'export const a = 010', 1, 18],
  ['a.ts', 'const a: = 1', 1, 10],
])('%s: %j is refused at line %i, column %i', (file, text, line, column) => {
  const wrong = () => compileScript(file, text)
  expect(wrong).toThrow(LoadError)
  expect(wrong).toThrow(expect.objectContaining({ file, line, column }))
  expect(wrong).toThrow(`${file}:${line}:${column}: `)
})
