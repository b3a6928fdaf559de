import { expect, test } from 'vitest'
import { keepLazyChunks, type Output } from './lazy-chunks.ts'

/** Who imports whom, by `import … from`. */
const IMPORTERS: Record<string, string[]> = {
  '/app/src/app.tsx': [],
  '/p/dist/apis.js': ['/app/src/app.tsx', '/app/node_modules/react/index.js'],
  '/p/dist/names.js': ['/p/dist/apis.js', '/p/dist/ui.js'],
  // Reached by `import()` alone, and what only they import; two of them import each other.
  '/p/dist/ui.js': ['/p/dist/call.js'],
  '/p/dist/call.js': ['/p/dist/ui.js'],
  '/p/dist/lit.js': ['/p/dist/ui.js', '/p/dist/call.js'],
  '/p/dist-other/ui.js': [],
}
const meta = {
  getModuleInfo: (id: string) => ({ isEntry: id === '/app/src/app.tsx', importers: IMPORTERS[id] ?? [] }),
}

function chunkOf(id: string): string | undefined {
  const output: Output = { manualChunks: () => 'vendors' }
  keepLazyChunks([output], '/p/dist')
  return (output.manualChunks as (id: string, given: typeof meta) => string | undefined)(id, meta)
}

test.each(['/p/dist/ui.js', '/p/dist/call.js', '/p/dist/lit.js'])('%s gets a chunk of its own', (id) => {
  expect(chunkOf(id)).toBeUndefined()
})

test.each([
  '/p/dist/apis.js',
  '/p/dist/names.js',
  '/app/src/app.tsx',
  '/app/node_modules/react/index.js',
  '/p/dist-other/ui.js',
])('%s stays where Taro puts it', (id) => {
  expect(chunkOf(id)).toBe('vendors')
})

test('where Taro asks for no chunks there is nothing to change', () => {
  const output: Output = {}
  keepLazyChunks(output, '/p/dist')
  keepLazyChunks(undefined, '/p/dist')
  expect(output).toEqual({})
})
