const KEY = 'form'

Page({
  data: {
    form: { sn: '', note: '' },
    loud: false,
    level: 30,
    kinds: [
      { id: 'video', name: '视频' },
      { id: 'voice', name: '语音' },
    ],
    kind: 'video',
    days: [],
    sent: null,
  },
  onLoad() {
    const kept = wx.getStorageSync(KEY)
    if (kept) this.setData({ form: { ...this.data.form, ...JSON.parse(kept) } })
  },
  onInput(e) {
    const { target, detail } = e
    this.setData({ [`form.${target.dataset.name}`]: detail.value })
    wx.setStorageSync(KEY, JSON.stringify(this.data.form))
  },
  onKind(e) {
    this.setData({ kind: e.detail.value })
  },
  onDays(e) {
    this.setData({ days: e.detail.value })
  },
  onLevel(e) {
    this.setData({ level: e.detail.value })
  },
  onSubmit(e) {
    this.setData({ sent: JSON.stringify(e.detail.value) })
  },
})
