import Taro from '@tarojs/taro'

export const ask = (option) => Taro.requestDeviceVoIP(option)
export const list = () => Taro.getDeviceVoIPList()
