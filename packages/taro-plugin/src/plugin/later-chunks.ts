/**
 * Vite: Taro puts every package into one chunk, `vendors`, and with it what would be loaded when it is first needed:
 * here the line for calls, the call page and the settings page, four fifths of this package.
 */

interface ModuleInfo {
  isEntry: boolean
  /** Of `import … from`; those of `import()` are not among them. */
  importers: readonly string[]
}
type ManualChunks = (
  id: string,
  meta: { getModuleInfo(id: string): ModuleInfo | null },
) => string | null | undefined

/** As Vite has resolved it: one output, or several. */
export interface Output {
  manualChunks?: unknown
}

/** Leaves modules under `dist` that only `import()` reaches to the bundler, which makes chunks of their own of them. */
export function keepApart(output: Output | Output[] | undefined, dist: string): void {
  for (const one of [output ?? []].flat()) {
    const asked = one.manualChunks as ManualChunks | undefined
    if (typeof asked !== 'function') continue
    const chunks: ManualChunks = (id, meta) => (isLater(id, meta, dist) ? undefined : asked(id, meta))
    one.manualChunks = chunks
  }
}

function isLater(start: string, { getModuleInfo }: Parameters<ManualChunks>[1], dist: string): boolean {
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
