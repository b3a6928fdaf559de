import { defaultClientConditions, defineConfig } from 'vite'

// Built inside of a test, too, the pages are what people get: `development` would bring Lit's warnings.
const conditions = ['callgrant-source', ...defaultClientConditions].map((condition) =>
  condition === 'development|production' ? 'production' : condition,
)

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: { conditions },
  build: { target: 'es2022' },
})
