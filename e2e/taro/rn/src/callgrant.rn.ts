/** As docs/taro tells for React Native; which server it is, the test says. */

import { setSession, setUp } from 'taro-plugin-callgrant/rn'

Object.assign(globalThis, { setSession, setUp })
