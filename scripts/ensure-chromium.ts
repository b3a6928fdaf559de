/** `node scripts/ensure-chromium.ts`: makes sure that the browser tests have a Chromium. */

import { ensureChromium } from './lib/chromium.ts'
import { missing } from './lib/requirements.ts'

const chromium = ensureChromium()
if ('path' in chromium) process.stdout.write(`${chromium.path}\n`)
else missing('Chromium', chromium.reason, 'browser tests will be skipped')
