import settings, { token } from './lib/book'
import { onDevice } from './lib/side'

const voip = requirePlugin('wmpf-voip').default

// At the top of a script, before App: as samples do.
const off = voip.onVoipEvent(({ eventName }) => {
  getApp().globalData.events.push(eventName)
})
voip.setVoipEndPagePath({ url: '/pages/contacts/contacts', key: 'Call', routeType: 'switchTab' })
voip.setCustomBtnText('')

App({
  globalData: { events: [] },
  off,
  onLaunch() {
    if (!wx.cloud) return
    wx.cloud.init()
    if (!onDevice) return
    wmpf.getWmpfPushToken({
      success: (res) => token({ sn: settings.sn, pushToken: res.token }),
    })
  },
})
