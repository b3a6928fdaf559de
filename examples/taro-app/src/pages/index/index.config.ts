export default definePageConfig({ navigationBarTitleText: '门禁通话' })
