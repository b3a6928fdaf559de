/** WXSS to CSS: units of the screen, tags, a component's own names, imports. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolder } from '../read/folder.ts'
import { filesIn } from '../read/source-files.ts'
import { compileWxss } from './compile-wxss.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-wxss-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function compile(css: string, scope?: string): string {
  writeFileSync(join(folder, 'a.wxss'), css)
  return compileWxss(filesIn(folder), 'a.wxss', scope)
}

test.each([
  ['.a { width: 20rpx }', '.a { width: calc(20 * var(--rpx)) }'],
  ['.a { margin: -1.5rpx 50vw }', '.a { margin: calc(-1.5 * var(--rpx)) calc(50 * var(--vw)) }'],
  ['page { color: red }', '.wx-page { color: red }'],
  ['view text.b > image { }', 'wx-view wx-text.b > wx-image { }'],
  ['#top { }', '[id$="--top"] { }'],
  ['@keyframes in { from { top: 2rpx } }', '@keyframes in { from { top: calc(2 * var(--rpx)) } }'],
  ['@media (min-width: 1px) { view { } }', '@media (min-width: 1px) { wx-view { } }'],
])('%s', (given, expected) => expect(compile(given)).toBe(expected))

test('a component’s classes have its name before them', () => {
  expect(compile('.a:active .b { } :host { }', 'card')).toBe('.card--a:active .card--b { } .card--host { }')
})

test('imports are put in their place, each once', () => {
  mkdirSync(join(folder, 'styles'))
  writeFileSync(join(folder, 'styles/base.wxss'), '@import "/a.wxss"; .base { top: 0 }')
  expect(compile('@import "styles/base.wxss"; .a { top: 1rpx }')).toBe(
    '.base { top: 0 } .a { top: calc(1 * var(--rpx)) }',
  )
})

test('a fault names file and line', () => {
  expect(() => compile('.a {\n  color: red')).toThrow(/a\.wxss:1:1/)
})

test('a folder that is no Mini Program says what is missing', () => {
  expect(() => openFolder(folder)).toThrow(/is no Mini Program: there is no .*app\.json/)
  expect(() => openFolder(join(folder, 'none'))).toThrow('There is no folder')
})

test('nothing is read outside of the folder', () => {
  expect(() => filesIn(folder).read('../secret')).toThrow('is outside of')
})
