// 通话事件记录。 What onVoipEvent told so far, newest first.
Component({
  data: { events: [] },
  lifetimes: {
    attached() {
      const app = getApp()
      app.onEvent = () => this.setData({ events: app.globalData.events })
      app.onEvent()
    },
  },
})
