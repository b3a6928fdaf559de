/**
 * `npm run compatibility`: runs the tests in `e2e/compatibility`, and writes `docs/compatibility.md` from them.
 * `npm run compatibility -- --check` only says whether the page is what the tests show.
 */

import { staleCompatibility, writeCompatibility } from './lib/compatibility.ts'
import { pageOfTests } from './lib/page-of-tests.ts'

await pageOfTests({
  project: 'compatibility',
  page: 'docs/compatibility.md',
  write: writeCompatibility,
  check: staleCompatibility,
})
