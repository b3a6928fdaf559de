/** Runs before `npm pack` of a package: builds it, and puts the licence beside its readme. */

import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildPackage, PACKAGES } from './lib/packages.ts'

const name = PACKAGES.find((known) => known === process.argv[2])
if (!name) throw new Error(`usage: node scripts/prepack.ts ${PACKAGES.join('|')}`)

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'packages', name)
await buildPackage(name)
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
