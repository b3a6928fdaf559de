/** VitePress's own theme, in Callgrant's colours and the system's letters, so that nothing is fetched from elsewhere. */

import DefaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

export default DefaultTheme
