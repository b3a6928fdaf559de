export default defineAppConfig({
  pages: ['pages/callers/index', 'pages/index/index'],
  window: { navigationBarTitleText: 'matrix' },
})
