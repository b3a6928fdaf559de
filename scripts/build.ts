/** `npm run build`: builds all packages, or those named: `node scripts/build.ts sdk`. `npm pack` does it by itself. */

import { buildPackage, PACKAGES, type PackageName } from './lib/packages.ts'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(PACKAGES as readonly string[]).includes(name))
if (unknown.length > 0) throw new Error(`no package ${unknown.join(', ')}; there are ${PACKAGES.join(', ')}`)

for (const name of names.length > 0 ? (names as PackageName[]) : PACKAGES) {
  const start = performance.now()
  await buildPackage(name)
  process.stderr.write(`packages/${name}/dist built in ${Math.round(performance.now() - start)} ms\n`)
}
