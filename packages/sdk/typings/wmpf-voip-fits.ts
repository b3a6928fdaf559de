/** Proves the plugin's declarations beside WeChat's own, as a Mini Program writes them. Compiled by a test, never run. */

import type {} from '@callgrant/sdk/wmpf-voip'

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
