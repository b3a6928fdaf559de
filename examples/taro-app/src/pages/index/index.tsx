import { Button, Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { fetchGroup, fetchTicket } from '../../back-end'

const DOOR = 'door-1'

/** 授权单台设备、授权设备组、查询、打开设置。 */
export default function Index() {
  const [said, say] = useState('')
  const show = (words: string) => (result: unknown) => say(`${words} ${wordsOf(result)}`)

  const authorize = async () => {
    const { sn_ticket, model_id } = await fetchTicket(DOOR)
    await Taro.requestDeviceVoIP({
      sn: DOOR,
      snTicket: sn_ticket,
      modelId: model_id,
      deviceName: '前门',
    })
  }
  const authorizeGroup = async () => {
    const { group_id } = await fetchGroup()
    await Taro.requestDeviceVoIP({ isGroup: true, groupId: group_id })
  }
  const list = async () => (await Taro.getDeviceVoIPList()).list
  const settings = async () => Taro.openSetting()

  return (
    <View className="index">
      <Button id="authorize" onClick={() => authorize().then(show('已授权'), show('未授权'))}>
        授权前门
      </Button>
      <Button id="group" onClick={() => authorizeGroup().then(show('已授权'), show('未授权'))}>
        授权设备组
      </Button>
      <Button id="list" onClick={() => list().then(show('列表'), show('出错'))}>
        查询授权
      </Button>
      <Button id="settings" onClick={() => settings().then(show('设置'), show('出错'))}>
        打开设置
      </Button>
      <Text id="said">{said}</Text>
    </View>
  )
}

/** Error 的字段在 JSON 里看不到，单独取出。 */
function wordsOf(result: unknown): string {
  if (result instanceof Error) return JSON.stringify({ errMsg: result.message, ...result })
  return JSON.stringify(result ?? null)
}
