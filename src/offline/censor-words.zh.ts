import { chinese as words, type CensorLists } from './censor-lists.js';

/** Word lists of the offline censor: our own, in simplified characters, Latin letters in lower case. Data, no code. */

const MINORS = words(
  `儿童 幼女 幼童 幼儿 未成年 小学生 初中生 初中女生 中学女生 小女孩 小男孩 女童 男童 萝莉 正太 八岁 九岁 十岁 十一岁 十二岁 十三岁 十四岁
  十五岁 8岁 9岁 10岁 11岁 12岁 13岁 14岁 15岁`,
);
const TEACHING = words(
  '教程 教学 教你 教大家 教观众 详细教 一步步 步骤 方法大全 一学就会 包教 秘诀 手把手 配比 大公开',
);
const TRADE = words(
  `出售 贩卖 买卖 有卖 想买 购买 求购 批发 现货 货到付款 全国发货 当面交易 安全送达 量大从优 联系方式 纯度 型号齐全
  支持验货 一克起 出货 交货 同城出 价格优惠 真家伙 到货 有货 货源 拿货 供应 谁要 老地方见 一克 出租 价格面议`,
);
const BETTING = words(
  `注册 充值 首存 首充 彩金 提现 提款 返水 稳赚 包赢 包中 日赚 秒到 礼金 加盟 开业 下注 赢钱 内幕 代理招 招代理 网站代理 网站推广
  上线 线上版 一晚上赢 回本 必中 陪你玩 客服 上分 返利 扫码 投注`,
);

export const CHINESE_LISTS: CensorLists = {
  words: [
    {
      category: 'sexual',
      verdict: 'reject',
      words: words(
        `色情片 色情视频 色情电影 色情直播 色情网站 色情小说 黄色视频 黄色电影 黄色网站 成人影片 成人色情 裸聊 裸体直播 淫秽 淫乱 淫荡 性交
        口交 肛交 轮奸 做爱视频 性爱视频 性虐 约炮 卖淫 嫖娼 援交 性奴 av女优 av无码 无码av 女优无码 三级片
        出售春药 春药出售 售卖春药 贩卖春药 春药批发 春药配方 春药教程 自制春药 出售迷情药 迷情药出售 乱伦视频 乱伦小说 乱伦电影
        乱伦色情`,
      ),
    },
    {
      category: 'sexual',
      verdict: 'review',
      words: words(
        `强奸 迷奸 色情内容 色情场面 做爱场面 做爱镜头 裸体做爱 全程做爱 性爱细节 性爱场面 色情电视 上门包夜 可包夜 全套包夜 约啪 失足女
        一夜情群 色请直播 色请视频 瑟情 高清无码 无码高清 情色电影 情色视频 黄网 成人小电影 黄色小视频 小黄片 色播 裸舞 楼凤 换妻
        群交 内射 颜射 手淫 自慰 偷拍裙底 强暴 乱伦`,
      ),
    },
    {
      category: 'sexual',
      verdict: 'hidden',
      words: words('色情 情色 做爱 性爱 裸照 裸体 嫖客 黄片 毛片 黄色 强奸 小视频 春药 迷情药'),
    },
    {
      category: 'minors',
      verdict: 'reject',
      words: words(
        `恋童 娈童 童色情 儿童色情 幼女裸 幼女性 幼童裸体 奸淫幼女 猥亵儿童 猥亵幼女 未成年色情 未成年裸 未成年性行为 萝莉色情
        性侵儿童 儿童性爱 儿童裸体 裸体儿童 女童裸体 裸体女童 男童裸体 未成年人裸 儿童裸照 炼铜资源`,
      ),
    },
    { category: 'minors', verdict: 'hidden', words: words('炼铜 幼女色情') },
    {
      category: 'violence',
      verdict: 'reject',
      words: words(
        `虐杀动物 虐猫视频 虐杀视频 活体解剖人 肢解尸体 碎尸教程 剥皮活人 血腥虐杀 人体盛宴 吃人肉教程 杀人教程 杀人方法教学
        如何杀人不留痕迹 买凶杀人 雇凶杀人 校园屠杀教程`,
      ),
    },
    { category: 'violence', verdict: 'hidden', words: words('杀人 虐杀 杀手 分尸') },
    {
      category: 'terror',
      verdict: 'reject',
      words: words(
        `制造炸弹 制作炸弹 炸弹制作 炸弹教程 自制炸弹 自制炸药 炸药配方 制造炸药 炸药制作 燃烧弹制作 恐怖袭击教程 策划恐怖袭击
        自杀式袭击教程 自杀式爆炸教程 加入伊斯兰国 圣战招募 枪支买卖 出售枪支 买卖枪支 3d打印枪 自制枪支 毒气制作 沙林毒气制作
        生化武器制作 自制土炸弹 仿真枪改真枪`,
      ),
    },
    { category: 'terror', verdict: 'review', words: words('自杀式袭击 自杀式爆炸 恐怖袭击 人肉炸弹') },
    { category: 'terror', verdict: 'hidden', words: words('炸弹 炸药 枪支 弹药 圣战 军火 炸药配 枪支出售') },
    {
      category: 'drugs',
      verdict: 'reject',
      words: words(
        `贩毒教程 制毒 制冰毒 冰毒制作 冰毒配方 出售冰毒 卖冰毒 吸毒教程 海洛因出售 出售海洛因 卖海洛因 大麻种植 种植大麻 出售大麻
        摇头丸出售 出售摇头丸 出售k粉 麻古 笑气出售 迷幻药出售 毒品交易平台 购买毒品 买毒品 卖毒品 出售毒品`,
      ),
    },
    {
      category: 'drugs',
      verdict: 'review',
      words: words('飞叶子 叶子飞 溜冰嗨 冰货 笑气管够 种大麻 麻果 神仙水 提炼冰毒'),
    },
    { category: 'drugs', verdict: 'hidden', words: words('冰毒 大麻 毒品 吸毒 贩毒 海洛因 摇头丸 可卡因 k粉 笑气') },
    {
      category: 'gambling',
      verdict: 'reject',
      words: words(
        `赌博网站 赌博平台 网络赌博平台 赌博教程 教你赌博赢钱 博彩平台 博彩网站 在线博彩 线上赌场 网上赌场 澳门赌场上线 真人荷官 时时彩 老虎机平台
        地下赌场招 赌球 赌马网站 外围赌 私彩 买码网站`,
      ),
    },
    {
      category: 'gambling',
      verdict: 'review',
      words: words('菠菜网站 真人娱乐城 买球下注 网赌 美女荷官 线上赌博 网络赌博'),
    },
    { category: 'gambling', verdict: 'hidden', words: words('赌博 赌场 博彩 赌钱 六合彩 百家乐') },
    {
      category: 'hate',
      verdict: 'reject',
      words: words(
        `种族灭绝万岁 杀光黑人 杀光犹太人 杀光日本人 黑鬼 支那猪 支那人 尼哥 清洗异族 劣等民族 劣等种族 希特勒万岁 纳粹万岁
        绿教徒都该死`,
      ),
    },
    { category: 'hate', verdict: 'review', words: words('白人至上 绿教徒 纳粹做得对 希特勒做得对 希特勒是对的') },
    {
      category: 'self_harm',
      verdict: 'reject',
      words: words(
        `自杀教程 自杀方法 自杀指南 自杀的方法 如何自杀 怎么自杀 怎样自杀 无痛自杀 无痛死亡方法 相约自杀 约死群 烧炭自杀方法 割腕教程
        割腕方法 自残教程 自残方法 教唆自杀 直播自杀 鼓励自杀`,
      ),
    },
    {
      category: 'self_harm',
      verdict: 'review',
      words: words('自杀 自残 割腕 怎么死才 怎样死才 死才不疼 划手腕 结束自己的生命 轻生群'),
    },
    {
      category: 'fraud',
      verdict: 'reject',
      words: words(
        `电信诈骗教程 诈骗教程 诈骗话术 杀猪盘教程 杀猪盘话术 洗钱教程 跑分平台 出售银行卡 收购银行卡 代开发票 假币出售 出售假币 办假证
        代办假证 假证制作 伪造身份证 出售身份证 出售公民信息 买卖个人信息 信用卡套现 盗刷信用卡教程 银行卡四件套 钓鱼网站搭建`,
      ),
    },
    { category: 'fraud', verdict: 'hidden', words: words('洗钱 诈骗 假证 办证 假钞 假币 假章 骗钱') },
  ],
  together: [
    {
      category: 'sexual',
      groups: [
        words(
          '露骨 尺度 香艳 全过程 全部过程 无码 未删减 资源 打包 免费看 免费下载 加我 群主 加群 直播 拍得清 清清楚楚 每个细节 扫码 真实刺激',
        ),
        words(
          '做爱 性爱 床戏 色情 情色 裸体 全裸 裸露 不穿衣服 一丝不挂 女优 成人电影 成人视频 黄片 毛片 脱光 那种事 赤裸 激情戏 肉戏',
        ),
      ],
    },
    { category: 'sexual', groups: [words('小姐 妹子 学生妹 模特 少妇'), words('包夜 全套 上门服务 特殊服务 约啪')] },
    {
      category: 'sexual',
      groups: [
        [...TRADE, ...TEACHING, ...words('卖 效果 无色无味 包邮 加我 加微信 配方 自制 制作')],
        words('春药 迷情药'),
      ],
    },
    {
      category: 'minors',
      groups: [
        MINORS,
        words('裸露 裸体 全裸 裸照 裸露镜头 色情 情色 性行为 性爱 做爱 香艳 性交 猥亵 性侵 强奸 脱光 性感写真'),
      ],
    },
    {
      category: 'violence',
      groups: [
        [...TEACHING, ...words('怎样 怎么 如何')],
        words('毁尸灭迹 分尸 碎尸 不被发现 不留证据 不被抓 不坐牢'),
        words('杀人 杀死 杀一个人 分尸 碎尸'),
      ],
    },
    { category: 'violence', groups: [TEACHING, words('杀人 分尸 碎尸 毒死人')] },
    {
      category: 'violence',
      groups: [words('虐杀 虐待 折磨'), words('猫 狗 动物'), words('直播 视频 付费 榜一 合集 打包')],
    },
    {
      category: 'violence',
      groups: [
        words('全过程 特写 慢慢展示 每一刀 越血腥越好 慢镜头'),
        words('肢解 剥皮 开膛破肚 肠子 分尸 挖眼 碎尸 血肉模糊'),
      ],
    },
    {
      category: 'violence',
      groups: [
        words('小猫 小狗 猫咪 狗狗 流浪猫 流浪狗 兔子 动物'),
        words('微波炉 活活 踩死 摔死 烧死 虐死 弄死 剥皮'),
        words('直播 视频 给大家看 观看 付费 拍'),
      ],
    },
    { category: 'violence', groups: [words('真人 真的 真实'), words('活活打死 死人 虐死'), words('视频 直播 拍一个')] },
    { category: 'violence', groups: [words('杀手 杀人'), words('可以雇 接单 报价 先付一半 联系我 收费')] },
    {
      category: 'terror',
      groups: [
        [...TEACHING, ...words('制作 自制 制造 配方 材料清单 演示 怎么做')],
        words('炸弹 炸药 燃烧弹 手榴弹 雷管 毒气 化学武器 生化武器'),
      ],
    },
    { category: 'terror', groups: [TRADE, words('枪支 子弹 弹药 真枪 军火 手枪 雷管')] },
    { category: 'terror', groups: [words('号召 招募 呼吁 献身'), words('圣战 圣战士 圣战者 恐怖组织 伊斯兰国')] },
    {
      category: 'drugs',
      groups: [
        [...TRADE, ...TEACHING, ...words('夜场 管够 怎么种 种植 制作 自制 配方 包厢见 提炼')],
        words('冰毒 海洛因 大麻 摇头丸 k粉 可卡因 毒品 白粉 笑气 迷幻药 致幻剂 麻果 迷幻蘑菇 上头电子烟 甲基苯丙胺'),
      ],
    },
    { category: 'drugs', groups: [[...TEACHING, ...words('最爽')], words('吸毒 吸食 嗑药')] },
    { category: 'gambling', groups: [TEACHING, words('赌博 赌钱')] },
    {
      category: 'gambling',
      groups: [
        BETTING,
        words(
          '赌博 赌场 百家乐 娱乐城 六合彩 特码 买球 博彩 老虎机 荷官 真人发牌 葡京 菠菜网站 棋牌平台 棋牌app 下注平台 德州扑克 炸金花 牛牛 盘口 体育投注 澳门赌场',
        ),
      ],
    },
    {
      category: 'hate',
      groups: [
        words(
          '黑人 犹太人 穆斯林 日本人 韩国人 印度人 白人 同性恋 河南人 东北人 外地人 维族 藏族 回民 残疾人 女人 阿拉伯人 农民工 乡下人 台湾人 香港人 移民',
        ),
        words(
          `劣等 赶尽杀绝 杀光 滚出去 都该死 应该全部 不配活 全部消灭 烧死 灭绝 都是变态 寄生虫 害虫 全是小偷 都是小偷 去死 都是贱 天生低贱 该被 都是恐怖分子 通通赶出 死光 灭种 下等人`,
        ),
      ],
    },
    {
      category: 'self_harm',
      groups: [
        words('去死 跳下去吧 该上吊 该去死 死了大家'),
        words('累赘 没人会想 大家都轻松 没人在乎 没人会难过 世界更好'),
      ],
    },
    {
      category: 'self_harm',
      groups: [
        words('鼓励 一起 跟着 模仿 挑战 教你'),
        words('跳下去 跳楼 轻生 寻死'),
        words('结束生命 去死 解脱 观众 粉丝'),
      ],
    },
    {
      category: 'self_harm',
      groups: [words('安眠药 烧炭 上吊 跳楼'), words('不疼 没有痛苦 无痛 成功率 正确方法 一起走')],
    },
    {
      category: 'fraud',
      groups: [
        words('出售 出租 收购 高价回收 高价收 代办 批发 交货 现金结算 日结 伪造 都能做假'),
        words(
          '银行卡 手机卡 电话卡 身份证 身分证 护照 假证 假钞 假币 个人信息 公民信息 假章 假发票 对公账户 u盾 公章 银行流水 黑卡 假学历',
        ),
      ],
    },
    {
      category: 'fraud',
      groups: [[...TEACHING, ...words('话术')], words('杀猪盘 冒充公检法 骗女人 骗老人 骗钱 诈骗 套现')],
    },
    { category: 'fraud', groups: [words('洗钱'), words('通道 渠道 手续费 日进 安全快捷 接单')] },
  ],
  harmless: words(
    `反赌博 戒赌博 拒绝赌博 禁止赌博 远离赌博 赌博成瘾 赌博害 打击赌博 赌博的父亲 赌博的丈夫 因赌博 沉迷赌博 嗜赌博 防止自杀 预防自杀
    自杀干预 反自杀 自杀式营销 制毒案 制毒贩毒案 打击制毒 制毒团伙 制毒窝点 制毒工厂 缉毒 制毒犯 卖淫女案 强奸案 强奸犯 反强奸 打击卖淫
    性交易案 公开性交流 异性交往 同性交往 两性交往 性交往 理性交 个性交 感性交 弹性交 惯性交 良性交 线性交 社会性交 随性交 女性交 男性交 抗日
    控制毒 抑制毒 限制毒 管制毒 研制毒 如何自杀死 人口交 出口交 入口交 路口交 窗口交 门口交 港口交 进口交 当口交 关口交 渡口交 接口交
    村口交 借口交 亲口交 胸口交 口交给 口交代 口交换 防肛交 办假证件案 麻古道 赌球案 尼哥拉 打击诈骗 反诈骗 反诈骗教程 做爱心 做爱豆 做爱吃 做爱喝 做爱看
    做爱玩 性爱好 性爱情 角色情 大麻花 狼人杀 剧本杀 冰火 分时 博采 蜡弹 麻姑 强奸民意`,
  ),
  excuses: words(
    `警察 警方 民警 刑警 交警 缉毒 禁毒 反诈 宣传 防骗 远离 拒绝 珍爱生命 卧底 破获 侦破 捣毁 抓获 忏悔 戒毒 戒了 热线 干预 预防
    法医 提醒 八路 冲锋 阵地 敌人 鬼子 志愿军 解放军 拆弹 连长 药房 医院 公安 法庭 法官 判刑 历史`,
  ),
};
