const wmpfVoip = requirePlugin('wmpf-voip').default

const EVENTS_KEPT = 30

App({
  globalData: { events: [] },

  onLaunch() {
    wx.cloud.init()
    // 通话结束后回到首页。 Back to the first page after a call.
    wmpfVoip.setVoipEndPagePath({ key: 'Call', url: '/pages/index/index', routeType: 'reLaunch' })
    // 只绑定一次：页面会被通话页替换。 Bound once, here: the call page replaces the page.
    wmpfVoip.onVoipEvent((event) => {
      if (event.eventName !== 'calling') this.note(event)
    })
  },

  note({ eventName, roomId, data }) {
    const time = new Date().toTimeString().slice(0, 8)
    const { status, keepTime } = data || {}
    const detail = [status, keepTime > 0 ? `${keepTime} s` : ''].filter(Boolean).join(' · ')
    const { events } = this.globalData
    events.unshift({ id: `${Date.now()}-${events.length}`, time, eventName, roomId, detail })
    events.splice(EVENTS_KEPT)
    if (this.onEvent) this.onEvent()
  },
})
