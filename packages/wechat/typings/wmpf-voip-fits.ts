/** Proves the plugin's declarations beside WeChat's own, as a Mini Program writes them. Compiled by a test, never run. */

import type {} from '@callgrant/wechat/wmpf-voip'

const wmpfVoip = requirePlugin('wmpf-voip').default

wmpfVoip.setUIConfig({
  btnText: 'Open',
  callerUI: { cameraRotation: 270, objectFit: 'contain' },
  handsFree: true,
})
wmpfVoip.setVoipEndPagePath({ url: '/pages/index/index', key: 'Call', routeType: 'switchTab' })
const off: () => void = wmpfVoip.onVoipEvent((event) => {
  // Told apart by its name, each has its own data.
  if (event.eventName === 'hangUpVoip') event.data.origin satisfies string
  if (event.eventName === 'endVoip') event.data.callerName.trim()
  // @ts-expect-error: a rejection has no length
  if (event.eventName === 'rejectVoip') event.data.keepTime
  // @ts-expect-error: there is no such event
  if (event.eventName === 'timeoutVoip') off()
})

/** As it comes from a back end, or from a constant: every number is just a number, as WeChat's pages declare it. */
interface RemoteLook {
  cameraRotation: number
  aspectRatio: number
  horMirror: boolean
  vertMirror: boolean
  objectFit: 'fill' | 'contain'
}
export function look(callerUI: RemoteLook, { enableToggleCamera }: { enableToggleCamera: boolean }): void {
  const ui = { callerUI, listenerUI: { cameraRotation: 0, enableToggleCamera }, isSelfWindowMax: false }
  wmpfVoip.setUIConfig(ui)
}
const CameraStatus = { OPEN: 0, CLOSE: 1 }
const CallType = { DEVICE_TO_WECHAT: 1, WECHAT_TO_DEVICE: 2 }
const encode = {
  encodeVideoFixedLength: 320,
  encodeVideoRotation: 1,
  encodeVideoRatio: 75,
  encodeVideoMaxFPS: 15,
}
export async function numbers(sn: string, openid: string, roomType: 'voice' | 'video'): Promise<void> {
  const request = {
    roomType,
    caller: { id: sn, cameraStatus: CameraStatus.OPEN },
    listener: { id: openid, name: '', cameraStatus: CameraStatus.CLOSE },
    businessType: CallType.DEVICE_TO_WECHAT,
    voipToken: '',
    timeLimit: 60,
    customQuery: 'a=1',
  }
  await wmpfVoip.initByCaller(request)
  await wmpfVoip.callDevice({ roomType, sn, modelId: 'm', timeLimit: 60, ...encode })
  await wmpfVoip.callWMPF({ roomType, sn, modelId: 'm', pushToken: '', nickName: '', timeLimit: 60 })
  // @ts-expect-error: degrees are a number
  wmpfVoip.setUIConfig({ callerUI: { cameraRotation: '90' } })
  // @ts-expect-error: a status is a number
  await wmpfVoip.initByCaller({ ...request, caller: { id: sn, cameraStatus: true } })
}

/** A listener that was declared for all events at once, with WeChat's own type of any object. */
const onAny = (event: { eventName: string; roomId?: string; data: WechatMiniprogram.IAnyObject }): string =>
  `${event.eventName} ${event.roomId} ${event.data.keepTime}`
export const offAny: () => void = wmpfVoip.onVoipEvent(onAny)
/** What such a program counts: whole seconds. */
export function bill(onBilled: (seconds: number) => void): () => void {
  return wmpfVoip.onVoipEvent((event) => {
    if (event.eventName === 'finishVoip') onBilled(event.data.keepTime)
  })
}
export const enteredBy: WechatMiniprogram.IAnyObject = wmpfVoip.getPluginEnterOptions().query

export async function call(openid: string, sn: string): Promise<string> {
  const party = { caller: { id: sn }, listener: { id: openid, name: 'Ann', cameraStatus: 1 } } as const
  const answer = await wmpfVoip.initByCaller({ ...party, roomType: 'video', businessType: 1 })
  if (!answer.isSuccess) return `${answer.errCode} ${answer.errObj.errMsg} ${answer.error.err_code}`
  wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH })
  try {
    const { roomId } = await wmpfVoip.callDevice({
      roomType: 'voice',
      sn,
      modelId: 'm',
      isCloud: true,
      payload: '',
    })
    wmpfVoip.forceHangUpVoip(roomId)
    // @ts-expect-error: a push token is needed
    await wmpfVoip.callWMPF({ roomType: 'voice', sn, modelId: 'm', nickName: 'Ann' })
    // @ts-expect-error: a room is for voice or video
    await wmpfVoip.callDevice({ roomType: 'photo', sn, modelId: 'm' })
  } catch (error) {
    if (error instanceof wmpfVoip.VoipError) return `${error.errCode} ${error.errno} ${error.cause}`
  }
  const { contact_list } = await wmpfVoip.getIotBindContactList({ sn, model_id: 'm', openid_list: [openid] })
  return (
    contact_list.map(({ openid, status }) => `${openid} ${status}`).join() + answer.roomId + answer.groupId
  )
}

/** Any other plugin is what WeChat says that it is. */
export const other: unknown = requirePlugin('another').anything
export const later = requirePlugin.async('wmpf-voip').then(({ default: voip }) => voip.CALL_PAGE_PATH.length)
