import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const page = (name: string) => resolve(import.meta.dirname, name)

/** Two pages: the person's, and the door's. `npm run build` writes them to dist, where the back end serves them from. */
export default defineConfig({
  plugins: [react()],
  build: { rolldownOptions: { input: [page('index.html'), page('door.html')] } },
})
