export default definePageConfig({ navigationBarTitleText: 'My doors' })
