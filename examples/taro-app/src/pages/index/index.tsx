import { Button, Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { fetchGroup, fetchTicket } from '../../back-end'
import { DeviceCalls } from '../../device-calls'
import './index.css'

const DOOR = 'door-1'

type Row = Taro.getDeviceVoIPList.DeviceVoIP

/** 授权单台设备、授权设备组、查询、打开设置；在网页里还能接到来电。 */
export default function Index() {
  const [said, say] = useState('')
  const [rows, setRows] = useState<Row[] | null>(null)
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
  const list = async () => {
    const { list } = await Taro.getDeviceVoIPList()
    setRows(list)
    return `${list.length} 项`
  }
  const settings = async () => Taro.openSetting()

  return (
    <View className="index">
      <View className="heading">门禁通话</View>
      <View className="lead">同意之后，这些设备才能呼叫你；随时可以在设置里关闭。</View>

      <View className="card">
        <View className="title">授权</View>
        <Button
          className="button green"
          id="authorize"
          onClick={() => authorize().then(show('已授权'), show('未授权'))}
        >
          授权前门
        </Button>
        <Button
          className="button"
          id="group"
          onClick={() => authorizeGroup().then(show('已授权'), show('未授权'))}
        >
          授权设备组
        </Button>
        <View className="pair">
          <Button className="button" id="list" onClick={() => list().then(show('列表'), show('出错'))}>
            查询授权
          </Button>
          <Button
            className="button"
            id="settings"
            onClick={() => settings().then(show('设置'), show('出错'))}
          >
            打开设置
          </Button>
        </View>
        {rows?.map((row) => (
          <View className="row" key={row.sn || row.group_id}>
            <Text className="name">{row.sn || `设备组 ${row.group_id}`}</Text>
            <Text className={row.status === 1 ? 'state on' : 'state'}>
              {row.status === 1 ? '已授权' : '未授权'}
            </Text>
          </View>
        ))}
        {said && (
          <View className="said">
            <Text id="said">{said}</Text>
          </View>
        )}
      </View>

      {/* 小程序里来电由微信负责，这一块连同它的代码都不会打包进去。 */}
      {process.env.TARO_PLATFORM === 'web' && <DeviceCalls sn={DOOR} />}
    </View>
  )
}

/** 失败时是 Error，带有 errCode 或 errno；成功时没有要多说的。 */
function wordsOf(result: unknown): string {
  if (typeof result === 'string') return result
  if (!(result instanceof Error)) return ''
  const { errCode, errno } = result as { errCode?: number; errno?: number }
  return `${result.message}（${errCode ?? errno ?? result.name}）`
}
