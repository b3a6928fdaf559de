/** WeChat with the option `report`: as `install`, and WeChat's answers are reported to the Callgrant server (B5). */

import Taro from '@tarojs/taro'
import { promises } from './promises.ts'
import { reporter } from './report.ts'
import { reportingHost } from './reporting-host.ts'

Object.assign(Taro, promises(reportingHost(Taro.miniGlobal ?? {}, reporter(Taro))))
