const { modelId, contacts } = require('../../config')
const { hint } = require('../../utils/voip')
const wmpfVoip = requirePlugin('wmpf-voip').default

Page({
  data: { sn: '', contacts: [], message: '', busy: false },

  onLoad() {
    this.setData({ sn: wmpf.getDeviceSerialNumberSync().serialNumber })
  },

  onShow() {
    this.refresh()
  },

  // 哪些联系人允许这台设备呼叫。 Who lets this device call.
  async refresh() {
    try {
      const { contact_list } = await wmpfVoip.getIotBindContactList({
        sn: this.data.sn,
        model_id: modelId,
        openid_list: contacts.map(({ openid }) => openid),
      })
      const allowed = contact_list.filter(({ status }) => status === 1).map(({ openid }) => openid)
      this.setData({
        contacts: contacts.map((contact) => ({ ...contact, allowed: allowed.includes(contact.openid) })),
      })
    } catch (error) {
      this.setData({ message: hint(error) })
    }
  },

  async onCall(event) {
    const { openid, name, roomType } = event.currentTarget.dataset
    this.setData({ busy: true, message: '' })
    try {
      const { isSuccess, errCode, errMsg } = await wmpfVoip.initByCaller({
        businessType: 1,
        roomType,
        caller: { id: this.data.sn },
        listener: { id: openid, name },
        miniprogramState: 'formal',
      })
      if (isSuccess) wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH })
      else this.setData({ message: hint({ errCode, errMsg }) })
    } catch (error) {
      // 参数不对时抛出。 Thrown when a parameter is wrong.
      this.setData({ message: hint(error) })
    }
    this.setData({ busy: false })
  },
})
