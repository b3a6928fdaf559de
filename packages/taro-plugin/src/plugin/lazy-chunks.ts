/**
 * Vite: keeps modules that are loaded with `import()` in chunks of their own. Taro puts every package into one chunk,
 * `vendors`, with the code for calls, the call page and the settings page: four fifths of this package.
 */

interface ModuleInfo {
  isEntry: boolean
  /** Importers by `import … from`, without those by `import()`. */
  importers: readonly string[]
}
type ManualChunks = (
  id: string,
  meta: { getModuleInfo(id: string): ModuleInfo | null },
) => string | null | undefined

/** An output of Vite's resolved configuration. */
export interface Output {
  manualChunks?: unknown
}

/** Modules under `dist` that only `import()` reaches are left to the bundler, which gives them chunks of their own. */
export function keepLazyChunks(output: Output | Output[] | undefined, dist: string): void {
  for (const one of [output ?? []].flat()) {
    const taros = one.manualChunks as ManualChunks | undefined
    if (typeof taros !== 'function') continue
    const chunks: ManualChunks = (id, meta) => (isLazy(id, meta, dist) ? undefined : taros(id, meta))
    one.manualChunks = chunks
  }
}

function isLazy(start: string, { getModuleInfo }: Parameters<ManualChunks>[1], dist: string): boolean {
  const ours = (id: string) => id.startsWith(`${dist}/`)
  if (!ours(start)) return false
  const seen = new Set([start])
  for (const id of seen) {
    const info = getModuleInfo(id)
    if (!info || info.isEntry || !info.importers.every(ours)) return false
    for (const importer of info.importers) seen.add(importer)
  }
  return true
}
