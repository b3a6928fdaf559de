/** `npm run compatibility`: runs the tests in `e2e/compatibility`, and writes `docs/compatibility.md` from them. */

import { writeCompatibility } from './lib/compatibility.ts'
import { pageOfTests } from './lib/page-of-tests.ts'

await pageOfTests('compatibility', 'docs/compatibility.md', writeCompatibility)
