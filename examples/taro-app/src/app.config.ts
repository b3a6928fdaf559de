export default defineAppConfig({
  pages: ['pages/index/index'],
  window: { navigationBarTitleText: '门禁通话' },
})
