/**
 * What every package.json that is published says about where it comes from. It is said once, in the package.json of the
 * repository; `npm run manifests` writes it into the others, and `npm run check` names those that say something else.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PACKAGES } from './packages.ts'

const root = resolve(import.meta.dirname, '../..')

interface Manifest {
  name: string
  version: string
  description?: string
  license?: string
  homepage?: string
  bugs?: unknown
  repository?: { type: string; url: string; directory?: string }
  dependencies?: Record<string, string>
  [key: string]: unknown
}

const fileOf = (folder: string) => join(root, folder, 'package.json')
const read = (folder: string) => JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Manifest

/** What the package.json of a package should say. */
function fieldsOf(folder: string, { license, homepage, bugs, repository }: Manifest): Partial<Manifest> {
  if (!license || !homepage || !bugs || !repository)
    throw new Error('package.json lacks license, homepage, bugs or repository')
  // npm refuses a package with provenance whose repository is not the one that it was built from.
  return { license, homepage, bugs, repository: { ...repository, directory: folder } }
}

/** One line for each field that says something else, and for each package whose version is not that of the others. */
export function faultsOfManifests(): string[] {
  const own = read('.')
  const manifests = PACKAGES.map((name) => ({
    folder: `packages/${name}`,
    manifest: read(`packages/${name}`),
  }))
  const [{ manifest: first }] = manifests as [(typeof manifests)[number]]
  return manifests.flatMap(({ folder, manifest }) => {
    const wrong = Object.entries(fieldsOf(folder, own))
      .filter(([key, value]) => JSON.stringify(manifest[key]) !== JSON.stringify(value))
      .map(
        ([key]) =>
          `${folder}/package.json: ${key} is not as in package.json; \`npm run manifests\` writes it`,
      )
    if (manifest.version !== first.version)
      wrong.push(`${folder} has version ${manifest.version}, ${first.name} ${first.version}: they are one`)
    return wrong
  })
}

/** Writes the fields into each package.json. */
export function writeManifests(): void {
  const own = read('.')
  for (const name of PACKAGES) {
    const folder = `packages/${name}`
    const { name: npmName, version, description, keywords, ...rest } = read(folder)
    const head = { name: npmName, version, description, ...(keywords !== undefined && { keywords }) }
    writeFileSync(
      fileOf(folder),
      `${JSON.stringify({ ...head, ...rest, ...fieldsOf(folder, own) }, null, 2)}\n`,
    )
  }
}
