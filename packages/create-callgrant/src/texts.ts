/** What the command says, in two languages. */

export type Language = 'en' | 'zh'
export type Text = Readonly<Record<Language, string>>

export const say = (en: string, zh: string): Text => ({ en, zh })

/** What the command cannot do, and what to do about it. Nothing was written. */
export class Refusal extends Error {
  readonly text: Text
  constructor(text: Text) {
    super(text.en)
    this.text = text
  }
}

export const HELP = say(
  `npm create callgrant [folder] -- [options]

Writes a small project that runs at once: a back end, a person's page, a door as a page and as a device in Node, tests.
Asks what is not said here.

  --template NAME   how the person's page is drawn: plain, react, vue or taro
  --calls KIND      what a call carries: video or voice
  --yes             ask nothing: plain, video, folder my-doors
  --lang LANGUAGE   en or zh; default: that of the system
  --no-install      write the project, and install no packages
  --from FOLDER     for work on Callgrant itself: its packages as tarballs in a folder, in place of those of the registry
  --help, --version

  npm create callgrant my-doors -- --template react --calls video
`,
  `npm create callgrant [文件夹] -- [选项]

写出一个马上能运行的小项目：后端、用户页面、网页门铃与 Node 门铃、测试。没有在这里说明的会逐一询问。

  --template 名称   用户页面用什么写：plain、react、vue 或 taro
  --calls 类型      通话内容：video（视频）或 voice（语音）
  --yes             不询问：plain、video，文件夹 my-doors
  --lang 语言       en 或 zh；默认跟随系统
  --no-install      只写项目，不安装依赖
  --from 文件夹     开发 Callgrant 自身时用：用文件夹里的 tarball 代替 registry 中的包
  --help、--version

  npm create callgrant my-doors -- --template react --calls video
`,
)
