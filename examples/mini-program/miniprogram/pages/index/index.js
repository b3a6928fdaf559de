const { modelId, device, group } = require('../../config')
const { isDevice, promised, hint } = require('../../utils/voip')
const wmpfVoip = requirePlugin('wmpf-voip').default

const STATUS = ['已关闭', '已允许']

Page({
  data: {
    device,
    group,
    list: [],
    message: '',
    failed: false,
    canOpenSettings: false,
    busy: false,
  },

  onLoad() {
    if (isDevice) wx.redirectTo({ url: '../contacts/contacts' })
  },

  onShow() {
    if (!isDevice) this.refresh()
  },

  // 请求授权一台设备。 Asks for one device.
  async onAskDevice() {
    await this.attempt(async () => {
      const { result } = await wx.cloud.callFunction({
        name: 'getSnTicket',
        data: { sn: device.sn, modelId },
      })
      await promised('requestDeviceVoIP', {
        sn: device.sn,
        snTicket: result.snTicket,
        modelId,
        deviceName: device.name,
      })
      return '已允许这台设备呼叫你。'
    })
  },

  // 请求授权设备组：组里每台设备都可以呼叫。 Asks for a group: every device in it may call.
  async onAskGroup() {
    await this.attempt(async () => {
      const { result } = await wx.cloud.callFunction({
        name: 'getGroup',
        data: { name: group.name, sns: group.sns, modelId },
      })
      await promised('requestDeviceVoIP', { isGroup: true, groupId: result.groupId })
      return '已允许这个设备组呼叫你。'
    })
  },

  async onCall(event) {
    const { roomType } = event.currentTarget.dataset
    await this.attempt(async () => {
      await wmpfVoip.callDevice({
        roomType,
        sn: device.sn,
        modelId,
        nickName: '我',
        deviceName: device.name,
        payload: JSON.stringify({ from: 'example' }),
      })
      wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH })
      return ''
    })
  },

  // 拒绝过就不再弹窗，只能到设置里打开。 After a refusal only the settings help.
  onOpenSettings() {
    wx.openSetting({
      complete: () => {
        this.setData({ message: '', canOpenSettings: false })
        this.refresh()
      },
    })
  },

  async refresh() {
    try {
      const { list } = await promised('getDeviceVoIPList')
      this.setData({
        list: list.map(({ sn, group_id, status }) => ({
          id: sn || group_id,
          name: sn ? `${sn === device.sn ? device.name : '设备'} ${sn}` : `设备组 ${group.name}`,
          on: status === 1,
          words: STATUS[status],
        })),
      })
    } catch (error) {
      this.setData({ message: hint(error), failed: true })
    }
  },

  async attempt(work) {
    this.setData({ busy: true, message: '', canOpenSettings: false })
    try {
      const message = await work()
      this.setData({ message, failed: false })
    } catch (error) {
      // 10001：已授权，当作成功。 Already authorized: as good as a success.
      this.setData({
        message: hint(error),
        failed: error.errCode !== 10001,
        canOpenSettings: error.errCode === 10021,
      })
    }
    this.setData({ busy: false })
    await this.refresh()
  },
})
