import settings, * as book from '../../lib/book'
import { asPromise, Later, MODEL, onDevice } from '../../lib/side'

const voip = requirePlugin('wmpf-voip').default
const { envVersion } = wx.getAccountInfoSync().miniProgram
const STATE = { develop: 'developer', trial: 'trial', release: 'formal' }
const WAYS = onDevice ? [1, 0] : [2]

Page({
  data: {
    onDevice,
    sn: settings.sn,
    ways: WAYS.map((way) => `businessType ${way}`),
    way: 0,
    contacts: [],
    problem: '',
  },

  onLoad() {
    this._self = new Later()
    if (onDevice) this._self.resolve({ id: settings.sn, name: settings.sn })
    else book.me().then((self) => this._self.resolve(self))
  },

  onShow() {
    this.list()
  },

  async list() {
    wx.showLoading({ title: '…' })
    const rows = await book.read({ sn: onDevice ? settings.sn : null })
    let contacts
    if (onDevice) {
      const { contact_list = [] } =
        rows.length === 0
          ? {}
          : await voip.getIotBindContactList({
              sn: settings.sn,
              model_id: MODEL,
              openid_list: rows.map((row) => row.openid),
            })
      const yes = contact_list.filter((item) => item.status === 1).map((item) => item.openid)
      contacts = rows.map((row) => ({
        id: row.openid,
        name: row.name,
        can: yes.includes(row.openid),
        ticket: '',
      }))
    } else {
      const { list } = await asPromise(wx.getDeviceVoIPList, {})
      const yes = list.filter((item) => item.status === 1).map((item) => item.sn)
      contacts = rows.map((row) => ({
        id: row.sn,
        name: row.sn,
        can: yes.includes(row.sn),
        ticket: row.pushToken,
      }))
    }
    this.setData({ contacts })
    wx.hideLoading()
  },

  async ask() {
    const that = this
    const { snTicket } = await book.ticket({ sn: settings.sn, modelId: MODEL })
    wx.requestDeviceVoIP({
      sn: settings.sn,
      snTicket,
      modelId: MODEL,
      deviceName: '大门',
      async success() {
        await book.write({ sn: settings.sn, name: '妈妈' })
        that.list()
      },
      fail(err) {
        that.setData({ problem: `${err.errCode}` })
      },
    })
  },

  async call(e) {
    const { type, idx } = e.currentTarget.dataset
    const target = this.data.contacts[idx]
    const self = await this._self.promise
    const businessType = WAYS[this.data.way]
    try {
      const resp = await voip.initByCaller({
        caller: { name: onDevice ? '' : self.name, id: self.id, cameraStatus: 0 },
        listener: { name: target.name, id: target.id, cameraStatus: 0 },
        roomType: type,
        voipToken: target.ticket,
        businessType,
        miniprogramState: STATE[envVersion],
      })
      if (resp.error) this.setData({ problem: `${resp.error.err_code}` })
      else
        wx.redirectTo({ url: 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin' })
    } catch (error) {
      this.setData({ problem: `${error.errCode} ${error.errMsg}` })
    }
  },
})
