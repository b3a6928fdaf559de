/**
 * `node scripts/installed-size.ts [folder of a checkout]`: packs the published packages, installs `callgrant` and
 * `@callgrant/sdk` each into an empty folder, and prints how many packages and bytes that brings.
 */

import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const MEASURED = ['callgrant', '@callgrant/sdk']

interface Manifest {
  name: string
  dependencies?: Record<string, string>
}

const checkout = resolve(process.argv[2] ?? join(import.meta.dirname, '..'))
const temporary = mkdtempSync(join(tmpdir(), 'callgrant-installed-size-'))
const manifests = manifestsOf(checkout)
for (const name of MEASURED) {
  const folder = join(temporary, name.replace(/\W/g, '-'))
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  // What it needs of ours comes as tarballs too, as if it were published.
  const tarballs = ours(name).map((one) => pack(one))
  process.stderr.write(`installing ${name} …\n`)
  npm(folder, 'install', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs)
  const modules = join(folder, 'node_modules')
  const { packages, bytes } = count(modules)
  process.stdout.write(`${name}: ${packages} packages, ${(bytes / 1e6).toFixed(1)} MB\n`)
}
rmSync(temporary, { recursive: true, force: true })

/** The published packages of a checkout, by name. */
function manifestsOf(root: string): Map<string, { folder: string; manifest: Manifest }> {
  const found = readdirSync(join(root, 'packages')).flatMap((folder) => {
    const file = join(root, 'packages', folder, 'package.json')
    if (!existsSync(file)) return []
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    return [[manifest.name, { folder, manifest }] as const]
  })
  return new Map(found)
}

/** A package and those of ours that it depends on. */
function ours(name: string, seen = new Set<string>()): string[] {
  const entry = manifests.get(name)
  if (!entry || seen.has(name)) return []
  seen.add(name)
  for (const needed of Object.keys(entry.manifest.dependencies ?? {})) ours(needed, seen)
  return [...seen]
}

function pack(name: string): string {
  const destination = join(temporary, 'packs')
  mkdirSync(destination, { recursive: true })
  const file = join(destination, `${name.replace('@', '').replace('/', '-')}-0.1.0.tgz`)
  if (!existsSync(file)) {
    const { folder } = manifests.get(name) as { folder: string }
    process.stderr.write(`packing ${name} …\n`)
    npm(checkout, 'pack', '-w', `packages/${folder}`, '--pack-destination', destination)
  }
  return file
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', [...args, '--loglevel=error'], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Each folder with a package.json that has a version is a package; bytes are of all files. */
function count(folder: string): { packages: number; bytes: number } {
  let packages = 0
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    bytes += lstatSync(join(entry.parentPath, entry.name)).size
    if (/\/node_modules\/(@[^/]+\/)?[^/@]+$/.test(entry.parentPath) && entry.name === 'package.json')
      packages++
  }
  return { packages, bytes }
}
