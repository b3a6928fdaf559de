import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** The door's page. The person's is Taro's: config/index.cjs. */
export default defineConfig({
  build: { rolldownOptions: { input: [resolve(import.meta.dirname, 'door.html')] } },
})
