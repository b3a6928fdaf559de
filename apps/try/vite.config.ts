import { resolve } from 'node:path'
import { defaultClientConditions, defineConfig } from 'vite'

// Built inside of a test, too, the pages are what people get: `development` would bring Lit's warnings.
const conditions = ['callgrant-source', ...defaultClientConditions].map((condition) =>
  condition === 'development|production' ? 'production' : condition,
)
const page = (name: string) => resolve(import.meta.dirname, `${name}.html`)

export default defineConfig({
  root: import.meta.dirname,
  // The pages may be served under any path.
  base: './',
  resolve: { conditions },
  build: {
    target: 'es2022',
    rolldownOptions: {
      input: {
        index: page('index'),
        phone: page('phone'),
        door: page('door'),
        'ringing-worker': resolve(import.meta.dirname, 'src/ringing-worker.ts'),
      },
      // A browser looks for a new worker at the address of the old one.
      output: {
        entryFileNames: ({ name }) =>
          name === 'ringing-worker' ? 'ringing-worker.js' : 'assets/[name]-[hash].js',
      },
    },
  },
})
