/** Harmony (ets): puts our functions on Taro's object before the app's code runs. */

import './polyfills.ts'
import Taro from '@tarojs/taro'
import { installOn } from '../shared/install.ts'

installOn(Taro)
