import { createApp } from 'vue'
import * as doors from './doors.ts'
import Page from './page.vue'
import { texts } from './texts.ts'

document.title = texts.title
createApp(Page).mount('#page')
void doors.open()
