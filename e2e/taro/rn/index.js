/** What Taro's entry does: the app's script, then its pages. */

// Taro takes `callgrant.rn.ts`. In an app this is the first import of src/app.
import './src/callgrant'
import './src/app'
import './src/pages/callers/index'
import './src/pages/index/index'
import Taro from '@tarojs/taro'
import { deviceCalls } from 'taro-plugin-callgrant/calls'

Object.assign(globalThis, { Taro, deviceCalls })
