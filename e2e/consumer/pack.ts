/** The packages as they are published: built, unless that was done just now, and packed into one folder. */

import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { PACKAGES } from '../../scripts/lib/packages.ts'

const run = promisify(execFile)
export const root = resolve(import.meta.dirname, '../..')

export interface Packed {
  /** The folder of a package in this repository. */
  source: string
  name: string
  version: string
  tarball: string
}

/** @param built true: pack what `dist` has now */
export async function pack(into: string, built: boolean): Promise<Packed[]> {
  if (built) {
    // Otherwise done before each package is packed: scripts/prepack.ts.
    for (const name of PACKAGES) copyFileSync(join(root, 'LICENSE'), join(root, 'packages', name, 'LICENSE'))
  }
  const workspaces = PACKAGES.flatMap((name) => ['-w', `packages/${name}`])
  const args = ['pack', ...workspaces, '--pack-destination', into, ...(built ? ['--ignore-scripts'] : [])]
  await run('npm', args, { cwd: root, maxBuffer: 1 << 26 })
  return PACKAGES.map((folder) => {
    const source = join(root, 'packages', folder)
    const { name, version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Packed
    const tarball = join(into, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
    if (!existsSync(tarball)) throw new Error(`${tarball} is not among ${readdirSync(into).join(', ')}`)
    return { source, name, version, tarball }
  })
}
