/** `npm run matrix`: builds and runs a Taro app in every way (`e2e/taro`), and writes `docs/taro/matrix.md` from it. */

import { pageOfTests } from './lib/page-of-tests.ts'
import { writeMatrix } from './lib/taro-matrix.ts'

await pageOfTests('taro', 'docs/taro/matrix.md', writeMatrix)
