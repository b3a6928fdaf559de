/** What Taro's entry does: the app's script, then its pages. */

// As docs/taro tells for src/app: before all else.
import 'taro-plugin-callgrant/rn'
import { setSession, setUp } from 'taro-plugin-callgrant/rn'
import './src/app'
import './src/pages/callers/index'
import './src/pages/index/index'
import Taro from '@tarojs/taro'
import { deviceCalls } from 'taro-plugin-callgrant/calls'

Object.assign(globalThis, { Taro, deviceCalls, setSession, setUp })
