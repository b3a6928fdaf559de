import uPlot from 'uplot'

/** Bars beside each other at each time, in the colours of the theme. @param height in CSS pixels */
export function chartOptions(element: Element, height: number, language: string): uPlot.Options {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const bars = (side: -1 | 0 | 1, name: string): uPlot.Series => ({
    fill: colour(name),
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars?.({
      size: [0.28, 18],
      align: 0,
      disp: shifted(side),
    } as never) as uPlot.Series.PathBuilder,
  })
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  }
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' })
  const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return {
    width: element.clientWidth,
    height,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { range: (chart, first, last) => [first - step(chart) / 2, last + step(chart) / 2] },
      y: { range: (_chart, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 60,
        values: (_chart, splits, _axis, _space, step) =>
          splits.map((at) => (step < 86_400 ? hour : day).format(at * 1000)),
      },
      { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] },
    ],
    series: [{}, bars(-1, '--accent'), bars(0, '--warn'), bars(1, '--bad')],
  }
}

/** Moves the bars of one series aside, so that three stand beside each other. */
function shifted(side: -1 | 0 | 1) {
  const part = 0.3
  return {
    x0: {
      unit: 1,
      values: (chart: uPlot) => (chart.data[0] ?? []).map((at) => at + (side - 0.5) * part * step(chart)),
    },
    size: { unit: 1, values: (chart: uPlot) => (chart.data[0] ?? []).map(() => part * 0.9 * step(chart)) },
  }
}

/** Seconds from one time to the next. */
function step({ data: [times] }: uPlot): number {
  const [first, second] = times ?? []
  return first !== undefined && second !== undefined ? second - first : 3_600
}
