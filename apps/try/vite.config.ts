import { resolve } from 'node:path'
import { defaultClientConditions, defineConfig } from 'vite'

const page = (name: string) => resolve(import.meta.dirname, `${name}.html`)

export default defineConfig({
  root: import.meta.dirname,
  // The pages may be served under any path.
  base: './',
  resolve: { conditions: ['callgrant-source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    rolldownOptions: { input: { index: page('index'), phone: page('phone'), door: page('door') } },
  },
})
