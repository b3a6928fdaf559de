import { expect, test } from 'vitest'
import { namedOutputs, plainName } from './audio-outputs.ts'

test.each([
  ['Speakers (Realtek(R) Audio)', 'Speaker'],
  ['Default - MacBook Pro Speakers (Built-in)', 'Speaker'],
  ['Built-in Audio Analog Stereo', 'Speaker'],
  ['Speakerphone', 'Speaker'],
  ['', 'Speaker'],
  ['Headset earpiece', 'Phone at the ear'],
  ['Wired headset', 'Headphones'],
  ['Headphones (Realtek(R) Audio)', 'Headphones'],
  ['Headset (Jabra Evolve2 65)', 'Jabra Evolve2 65'],
  ['Jabra Evolve2 65 (0b0e:0a5f)', 'Jabra Evolve2 65'],
  ['Grandma’s AirPods (Bluetooth)', 'Grandma’s AirPods'],
  ['LG HDR 4K (HDMI)', 'Screen'],
])('%s is called %s', (label, name) => {
  expect(plainName(label, 'en')).toBe(name)
})

test('what is called the same is counted, so that each can be chosen', () => {
  const outputs = ['Speakers (Realtek)', 'Speakers (USB Audio)', 'AirPods'].map((label, i) => ({
    deviceId: `${i}`,
    label,
  }))
  expect(namedOutputs(outputs, 'zh').map(({ name }) => name)).toEqual(['扬声器', '扬声器 2', 'AirPods'])
})
