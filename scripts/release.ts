/**
 * The steps of a release, for .github/workflows/release.yml and for whoever makes one. CONTRIBUTING.md says in which order.
 *
 *   node scripts/release.ts version         `changeset version`, and all that has the version written down
 *   node scripts/release.ts check v0.2.0    whether this is that version, and the changelog has it
 *   node scripts/release.ts publish         publishes what npm has not yet, in the order of dependencies, with provenance
 *   node scripts/release.ts sboms FOLDER    a bill of materials of each package (SPDX)
 *   node scripts/release.ts notes           what the changelog says of this version
 */

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PACKAGES } from './lib/packages.ts'

const root = resolve(import.meta.dirname, '..')
process.chdir(root)

const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'inherit' })
const output = (command: string, ...args: string[]) =>
  execFileSync(command, args, { maxBuffer: 1 << 26 }).toString()
const manifest = (folder: string) =>
  JSON.parse(readFileSync(join('packages', folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
const version = () => manifest('protocol').version

const STEPS: Record<string, (argument: string) => void> = {
  version() {
    run('npx', 'changeset', 'version')
    // A consent keeps the version of the SDK that asked (B3).
    const file = 'packages/sdk/src/shared/version.ts'
    const source = readFileSync(file, 'utf8')
    writeFileSync(file, source.replace(/callgrant-sdk\/[^']+/, `callgrant-sdk/${version()}`))
    const changelog = readFileSync('CHANGELOG.md', 'utf8')
    writeFileSync('CHANGELOG.md', changelog.replace('## Unreleased', `## Unreleased\n\n## ${version()}`))
    run('npm', 'install', '--package-lock-only')
  },
  check(tag) {
    if (tag !== `v${version()}`)
      throw new Error(`The tag is ${tag}, and the packages have version ${version()}.`)
    if (notes().trim() === '') throw new Error(`CHANGELOG.md says nothing of ${version()}.`)
  },
  publish() {
    for (const folder of PACKAGES) {
      const { name } = manifest(folder)
      if (isPublished(name)) console.log(`${name}@${version()} is there already`)
      else run('npm', 'publish', '--provenance', '--access', 'public', '-w', `packages/${folder}`)
    }
  },
  sboms(folder) {
    for (const name of PACKAGES) {
      const sbom = output('npm', 'sbom', '--sbom-format=spdx', '--omit=dev', '-w', `packages/${name}`)
      writeFileSync(
        join(folder, `${manifest(name).name.replace('@', '').replace('/', '-')}-${version()}.spdx.json`),
        sbom,
      )
    }
  },
  notes: () => console.log(notes()),
}

/** A release that broke off goes on where it was: a version of a package can be published once. */
function isPublished(name: string): boolean {
  try {
    return output('npm', 'view', `${name}@${version()}`, 'version').trim() === version()
  } catch (error) {
    if (/E404/.test(String((error as { stderr?: Buffer }).stderr))) return false
    throw error
  }
}

function notes(): string {
  const heading = `## ${version()}\n`
  const [, after = ''] = readFileSync('CHANGELOG.md', 'utf8').split(heading)
  return after.split(/^## /m)[0] ?? ''
}

const [name = '', argument = ''] = process.argv.slice(2)
const step = STEPS[name]
if (!step) throw new Error(`There is no step ${name}: ${Object.keys(STEPS).join(', ')}.`)
step(argument)
