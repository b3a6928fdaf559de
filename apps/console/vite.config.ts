import tailwindcss from '@tailwindcss/vite'
import { defaultClientConditions, defineConfig } from 'vite'

// Built inside of a test, too, the pages are what people get: `development` would bring React's checks.
const conditions = ['callgrant-source', ...defaultClientConditions].map((condition) =>
  condition === 'development|production' ? 'production' : condition,
)

export default defineConfig({
  root: import.meta.dirname,
  // Deep links are answered with this one page, so its files are named from the root.
  base: '/console/',
  plugins: [tailwindcss()],
  oxc: { jsx: { runtime: 'automatic', development: false } },
  define: { 'process.env.NODE_ENV': '"production"' },
  // The workspace has React 18 too, for Taro: what is installed beside that one is to use this app's own.
  resolve: { conditions, dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      // `use client` is for servers that render.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
})
