import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

// Beside WeChat's own declarations they are compiled by ../wx/typings.integration.test.ts, with the rest of typings/.
test('the plugin’s declarations stand without WeChat’s: typings/alone', async () => {
  const tsc = promisify(execFile)('node_modules/.bin/tsc', ['-p', 'packages/wechat/typings/alone'], {
    cwd: root,
  })
  expect(await tsc.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' })
}, 20_000)
