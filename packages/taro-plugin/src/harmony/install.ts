/** Harmony (ets): on Taro's object before the app's code runs. */

import './surroundings.ts'
import Taro from '@tarojs/taro'
import { installOn } from '../shared/install.ts'

installOn(Taro)
