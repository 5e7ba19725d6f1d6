import { type Turn, type TurnText } from './writer-bank.js';

/** Turns of a family story whose lead is a child, and whose elder begins to forget. Data, no code. */
export const CHINESE_GRANDCHILD_TURNS: Partial<Record<Turn, TurnText>> = {
  setup: [
    '@dusk {A}踮着脚，从{place}最高的柜子里取下{token}。{B}坐在窗边，第三次问今天是星期几。',
    '*N. {opening}{B}最近总忘事，{A}替{taB}一件一件记着。|A. {day}之前，我要{want}。',
    '<A. 从前的事，我替您记着。|B. 那可多着呢。',
    'C. 小朋友，柜子可不能爬。|A. 我够得着。',
    'A- 昨天，{taB}差点没叫出我的名字。',
  ],
  meeting: [
    '@dusk {B}在{place}接过{token}，摸了又摸，像在认一个很久没见的人。{A}搬来小板凳，挨着{taB}坐下。',
    '*B? 这{measure}{token}，你从哪里翻出来的？|A. 柜子顶上。您藏的。',
    '^B. 你这么着急，是怕什么呀？|A. ……先不告诉您。',
    'B+ 这件事，我跟你讲过没有？|A. 讲过。您再讲一遍。',
  ],
  obstacle: [
    '@day {C}在{place}弯下腰，把{B}的病慢慢说给{A}听，一个字也没有骗人。{A}低着头，把{token}抱得更紧。',
    '*C. 请听我说：{threat}。|A? 那还剩多少天？',
    'C. 这件事，大人也没有办法。|A! 那我来想办法。',
    'B! 又在背后说我什么？|A. 说您……睡觉打呼噜。',
  ],
  approach: [
    '@dusk {A}和{B}坐在{place}，一个讲，一个记。讲到一半，{B}停住了，{A}替{taB}接了下去。',
    '*B. 后来呢？后来……|A. 后来下了雨，您把伞给了别人。',
    'A. 您讲，我写。忘了，就看这个。|B+ 那可要写好看点。',
    'B+ 手这么小，字倒不小。|A+ 怕您看不清。',
  ],
  midpoint: [
    '@day {A}推开{place}的门，找到了能帮忙的人。{token}摆在桌上，{B}的腰一下子挺直了。',
    '*A+ 有办法了，真的有办法！|B+ 我就知道，你比我有出息。',
    'C+ 这东西我见过，可以试一试。|A+ 现在就试！',
    'B+ 今天这件事，我可忘不了。|A. 我也写下来了。',
  ],
  doubt: [
    '@dusk {A}在{place}拉开{B}的抽屉，里面全是小纸条：吃药，关火，还有{A}的名字和生日。',
    '*A- 纸条上……写着我的名字。|B- 我怕有一天，叫不出来。',
    'A! 您{secret}。怎么不告诉我？|B- 怕你哭。你一哭，我就慌。',
    'A. 我的名字，也要写下来吗？|B- 写一遍，就多记住一天。',
    'B. 不许哭鼻子。|A- 我没哭。',
  ],
  loss: [
    '@night {place}的门开着，{B}一个人走了出去，忘了回来的路。{A}抱着{token}，一条街一条街地喊。',
    '*A- 都怪我，我只顾着别的。|C. 请别急，大家分头找。再晚，怕是要{price}。',
    'B- 孩子，你认识回家的路吗？|A- 认识。我带您回去。',
    'N. 那天晚上，{A}牵着{taB}的手，一直没有松开。',
  ],
  decision: [
    '@dawn {A}在{place}醒来，手里还攥着{token}。{A}想了一会儿，穿好鞋，自己出了门。',
    '*A. 我想好了。{truth}。|C? 你一个人去？',
    'C. 那边很黑，你不怕？|A. 怕。可我要去。',
    'A. 等我回来。别睡着。',
  ],
  climax: [
    '@night {A}把{B}领进{place}，屋里静得能听见呼吸。{A}{deed}。{B}看着，看着，手开始发抖。',
    '*A+ 您看，就是它！|B? 这是……这是那一天！',
    'B+ 你是{A}，我记得。|A+ 嗯！',
    'B? 你怎么知道，我要找的就是它？|A. 您讲过一百遍了。',
    'C. 时间刚刚好。|A~ 还差一点，先别开灯！',
  ],
  resolution: [
    '@day {A}和{B}手拉手走过{place}，一步大，一步小。谁也不急着回去。',
    '*B. 要是明天我又忘了呢？|A+ 那我就再讲一遍。',
    'C. 往后，我每天来看你们一回。|A+ 要说话算数。',
    'B+ 走慢点，我追不上你了。|A+ 那我背您。',
  ],
  coda: [
    '@dusk 又是{place}，{A}把{token}放在{B}一抬头就看得见的地方，把那一天又讲了一遍。',
    '^B. 现在能说了吧，当初你怕什么？|A+ 怕您忘了我。现在不怕了。',
    'N. 后来，{B}忘了很多事，却每天都要对着它笑一笑。',
    'B+ 今天讲哪一段？|A+ 从头讲。',
  ],
};

/** The same story with a photo that has been waiting in an old camera: it is seen when it is developed, and not before. */
export const CHINESE_PHOTO_TURNS: Partial<Record<Turn, TurnText>> = {
  ...CHINESE_GRANDCHILD_TURNS,
  setup: [
    '@dusk {A}踮着脚，从{place}最高的柜子里取下{token}，里面的胶卷从来没有洗过。{B}坐在窗边，第三次问今天是星期几。',
    '*A. 胶卷还在里面，我要{want}。|B- 拍的是谁，我都忘了……',
    'N. {opening}{B}最近总忘事，{A}替{taB}一件一件记着。|A. 要赶在{taB}忘记我以前。',
    'C. 小朋友，柜子可不能爬。|A. 我够得着。',
    'A- 昨天，{taB}差点没叫出我的名字。',
  ],
  climax: [
    '@night {A}把{B}领进{place}，四周只有一点红光。{A}{deed}，双手捧起刚洗好的照片，递到{B}手里。',
    '*A+ 您看，就是它！|B? 这是……这是那一天！',
    'B+ 你是{A}，我记得。|A+ 嗯！',
    'B? 你怎么知道，我要找的就是它？|A. 您讲过一百遍了。',
    'C. 时间刚刚好。|A~ 还差一点，先别开灯！',
  ],
};
