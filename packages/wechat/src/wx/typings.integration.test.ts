import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

test('wx can stand where WeChat’s own declarations are expected, and takes every option, but for what typings/wx-fits.ts names', async () => {
  const tsc = promisify(execFile)('node_modules/.bin/tsc', ['-p', 'packages/wechat/typings'], { cwd: root })
  expect(await tsc.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' })
}, 20_000)
