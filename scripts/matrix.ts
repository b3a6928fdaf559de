/**
 * `npm run matrix`: builds and runs a Taro app in every way (`e2e/taro`), and writes `docs/taro/matrix.md` from it.
 * `npm run matrix -- --check` only says whether the page is what the tests show.
 */

import { ensureChromium } from './lib/chromium.ts'
import { pageOfTests } from './lib/page-of-tests.ts'
import { missing } from './lib/requirements.ts'
import { staleMatrix, writeMatrix } from './lib/taro-matrix.ts'

const chromium = ensureChromium()
if ('path' in chromium) process.env.CHROMIUM_PATH = chromium.path
else missing('Chromium', chromium.reason, 'the rows that run in a browser are missing')

await pageOfTests({ project: 'taro', page: 'docs/taro/matrix.md', write: writeMatrix, check: staleMatrix })
