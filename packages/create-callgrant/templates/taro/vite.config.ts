import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** The door's page, built by the Vite that Taro goes with. The person's page is Taro's: config/index.js. */
export default defineConfig({
  build: { target: 'es2022', rollupOptions: { input: [resolve(import.meta.dirname, 'door.html')] } },
  optimizeDeps: { esbuildOptions: { target: 'es2022' } },
})
