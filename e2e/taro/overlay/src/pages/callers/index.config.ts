export default definePageConfig({ navigationBarTitleText: 'callers' })
