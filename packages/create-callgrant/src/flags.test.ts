import { describe, expect, it } from 'vitest'
import { readFlags } from './flags.ts'
import { Refusal } from './texts.ts'

describe('flags', () => {
  it('takes a folder and what it is to be', () => {
    expect(readFlags(['doors', '--template', 'react', '--calls=voice', '--lang', 'zh', '-y'])).toMatchObject({
      folder: 'doors',
      template: 'react',
      calls: 'voice',
      language: 'zh',
      yes: true,
      install: true,
    })
    expect(readFlags(['--no-install'])).toMatchObject({ install: false, yes: false })
  })

  it.each([
    [['--template', 'angular'], /no --template angular: it is plain, react, vue, taro/],
    [['--calls', 'smell'], /no --calls smell: it is video, voice/],
    [['--lang', 'fr'], /no --lang fr: it is en, zh/],
    [['one', 'two'], /One folder, please: one, two/],
    [['--forse'], /--forse.*See --help/],
    [['--template'], /--template/],
  ])('refuses %j with a sentence that says what there is', (argv, sentence) => {
    expect(() => readFlags(argv)).toThrow(Refusal)
    expect(() => readFlags(argv)).toThrow(sentence)
  })
})
