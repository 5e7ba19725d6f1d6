import { type Genre } from './story.js';
import { type Talk } from './writer-bank.js';

/** English talk that suits one genre only. Data, no code. */
export const ENGLISH_GENRE_TALK: Record<Genre, Talk> = {
  romance: {
    open: [
      'C. To be this much in love: is that sensible?|A. I never did the sums.|C. I did them for you. You are several years in debt.|A+ They were good years.',
    ],
    near: [
      'B+ Guess why I always take this street.|A. It’s shorter.|B+ It’s twice as long.|A? Then why?|B. You take it.',
      'A. What weather do you like?|B. Rain, of course.|A. Why would anyone?|B+ One umbrella, two people. Work it out.',
      'B. See that lamp? It blinked three times.|A. It’s broken.|B+ You’re hopeless. It’s saying hello.',
      'A. You smell of oranges.|B? You noticed?|A. I don’t notice anything else.',
    ],
    high: [
      'B. Your heart’s awfully loud.|A~ It’s the traffic.|B+ There is no traffic, you know.',
      'A+ I want to keep today.|B+ Let me put a stamp on it.|A? Where?|B+ Give me your hand. There. It won’t wash off.',
    ],
    rift: [
      'A- When you looked at me, I thought it was me you saw.|B- It was. It is.|A- And all the while you knew how you’d stop.',
      'B- I was afraid you loved the one who stays.|A! I love the one who comes back!',
    ],
    stand: [
      'A~ I’ve practised this so often. It was never this hard.|A+ But you’re listening. So I’ll say it.',
      'B? You’ve crushed that thing in your hand, you know.|A. All the way here.|B- Doesn’t it hurt?|A+ No. Losing you would.',
      'N. The crowd took a step back, and only two were left in the middle.|B~ They’re all watching.|A+ Good. Now I can’t take it back.',
      'A. Hear me out, then leave.|B- I’m not leaving.|A? Then why are you trembling?|B+ I’m waiting for you to finish, so I can come closer.',
    ],
    end: [
      'B+ What day is it?|A. What do you mean?|B+ Since you said it.|A+ The first. It’s always the first.',
      'A. I saved you the seat by the window.|B+ And where will you sit?|A+ Opposite. Better view.',
      'B. What about when we’re old?|A. We’ll walk slower.|B+ And when we can’t walk?|A+ We’ll sit. I’ll hold the umbrella.',
    ],
  },
  workplace: {
    open: [
      'C. I have read the report three times. You have left something out.|A. What did I leave out?|C. That people grow tired. Nobody ever fills in that column.|A. Then I’ll fill it in.',
    ],
    near: [
      'B+ Know who’s most punctual on this floor?|A. Who?|B+ The vending machine. Seven sharp, every day.|A+ It doesn’t get weekends, either.',
      'A. Why are you still here?|B. Waiting for you to turn the light off.|A. I’m late with that.|B. Lucky me. I’m scared of the dark.',
      'B. First day at work. What did you want to be?|A. Useful.|B. And these days?|A- Expected. By somebody.',
    ],
    high: [
      'B+ A toast. It’s only water, mind you.|A. What to?|B+ To neither of us falling asleep.',
      'A+ The list of faults is empty.|B? Not a single line?|A+ Not one.|B- ...Then I suppose the meeting’s over.',
    ],
    rift: [
      'A! You read every name on it!|B- Every one. That’s why I couldn’t speak.|A. So you chose for them?',
      'A- I trusted you with my back.|B- I know you did.|A- And you stood there, reading another page.',
    ],
    stand: [
      'C. Without figures, how do you mean to convince me?|A. With names.|C. Names do not belong in a report.|A! Names made the report!',
    ],
    end: [
      'B+ When are you in tomorrow?|A. Nine.|B? Not seven? Who are you?|A+ At seven I’m having breakfast.',
      'C. I have added the column.|A? Which column?|C+ The one you asked for. People grow tired.',
      'A. I lowered your chair.|B+ How did you know it was too high?|A. I’ve been looking for two months.',
    ],
  },
  suspense: {
    open: [
      'C. This file has forty-seven pages. Which one do you require?|A. The forty-eighth.|C. There is no such page.|A. There was. The binding’s still loose.',
    ],
    near: [
      'B. Do you believe in a perfect lie?|A. I don’t.|B~ Why not, if you don’t mind my asking?|A. Liars always add one sentence.',
      'A. Of all the truths you’ve opened, which is the worst?|B. The kind nobody comes to collect.',
      'B+ Shall we bet? The next one through that door: good or bad?|A. Late.|B? How do you mean?|A. The good came long ago. The bad have left.',
    ],
    high: [
      'A+ I’ve got the end of the thread.|B~ Don’t pull yet.|A. Why wait?|B~ I’m afraid of who might be tied to the other end.',
      'B. Sleep a bit. I’ll keep an eye on things.|A. And who keeps an eye on you?|B~ You do have a way of chilling a room.',
    ],
    rift: [
      'A! Who locked the door that night?|B- Not me, I swear it.|A. But you heard the key.|B- I heard it. I still do, every night.',
      'A. Show me your watch.|B- You don’t even trust my time?|A. Time’s all I trust.',
    ],
    stand: [
      'C! Can you produce one single witness?|A. I can.|C! And where is this person?|A! In your mirror. Every morning.',
    ],
    end: [
      'B. Can we sleep with the lights off tonight?|A. Leave one on.|B+ Still frightened?|A. It’s for the next one who’s lost.',
      'C. The file is complete. It has forty-eight pages.|A. What’s on the last?|C. My name.|A. Then it is complete.',
    ],
  },
  family: {
    open: [
      'C. There is an old pair of shoes by that door. Somebody polishes them every year.|A? Who does?|C. Who do you think? One does not let the shoes of a guest grow dusty.',
    ],
    near: [
      'B. I aired your blankets last week.|A? You knew I was coming?|B+ No. I air them every week.',
      'A. You’ve had that apron since I was at school.|B. It works, doesn’t it?|A- You’ve mended the pocket three times.|B+ Three times mended beats new.',
      'B. The food out there, is it salty?|A. All of it.|B. Then drink plenty.|A- You don’t ask if I’m tired?|B. I don’t ask what I can see.',
      'A. Why are your hands so cold?|B. Washing greens.|A. Give them here. I’ll do it.|B+ You? The greens would never forgive you.',
      'B. Remember when you took the salt for sugar?|A+ You ate it all and said it was lovely.|B+ I drank water for three days.',
      'A. What are these marks on the wall?|B. You. One for every year.|A? And the top one?|B- That’s a guess. You weren’t home that year.',
      'B. I never talked long on the phone. You’re busy.|A- Neither did I. You’d have heard it.|B? Heard what, child?|A- That I missed home.',
      'A. I’ll see to the fire.|B. Careful, it’s hot.|A+ You always say that.|B+ You always burn yourself.',
    ],
    high: [
      'B+ Look at that. Not a crumb left in the pot.|A+ I had three bowls.|B+ I counted. Three and a half.',
      'A+ Sing me that old tune again.|B. That old thing? What for?|A. I fall asleep to it, out there.|B- And you only say so now? I’d have sung it more.',
      'B. If you’re busy, just go. Never mind me.|A. There you go again.|B+ I only say it. You’re not meant to do it.',
      'A+ I bought you new shoes.|B. Throwing money about.|A. Shall I take them back?|B+ Well, I’ve tried them on now, haven’t I?',
      'C. In twenty years I have not heard this house so loud.|B+ Then come and sit. We’ll lay one more place.|C+ I had hoped for it. I have brought my own bowl.',
      'B+ Now who’s this in the picture, hugging a bowl?|A+ No idea.|B+ I know. I think of that face every night.',
    ],
    rift: [
      'A! It’s nothing, it’s nothing! What would be something?|B- Something wrong with you. That would be something.',
      'B- I knew you’d drop everything and run.|A! You decided that for me?|B- I did. I’ve decided for people all my life.',
      'A- You went alone and came home alone. Who did you talk to?|B- You. In my head.',
      'A. How long have those papers been in the drawer?|B- Since the leaves turned.|A- The trees are bare now.',
      'B! I’m not senile! I don’t need watching!|A! I’m not watching you! I’m scared!|B- Scared of what, for heaven’s sake?|A- That one day you won’t wait for me.',
      'A- I thought there was plenty of time.|B- There is. It just walks faster nowadays.',
    ],
    stand: [
      'A- I learnt a whole speech by heart. It’s gone.|B. Let it go, then. You’re here.',
      'C. Quiet, please. Let the child speak.|A. I’ve nothing clever to say.|A- Only that I was homesick. For years.',
      'B. With all these people here! What’s there to cry about?|A- You’re crying, too.|B- It’s the smoke from the stove.|A+ Nobody’s lit it yet.',
      'A. Sit down. Today I’ll stand.|B. Whatever for?|A+ You always stood when you waited for me.',
    ],
    end: [
      'B. I took the medicine. It’s bitter.|A+ Here’s a sweet.|B+ Since when do you carry sweets?|A+ I learned it from you.',
      'A. I put a stronger bulb in the hall.|B. It eats electricity.|A+ When you get up at night, I’ll see you.',
      'B+ This soup of yours tastes like mine.|A+ How so?|B+ Too much salt.',
      'A+ I’m coming again next month.|B. The fare’s a fortune.|A. It’s not.|B+ Then I’ll air the blankets.',
      'B. What if I forget your name?|A. I’ll shout it at the door every day.|B+ Good and loud, then. I’m half deaf.|A+ The whole street will know it.',
      'C. If I may say so, your door needs oil.|A. Leave it.|C? Whatever for?|A+ When it creaks, somebody’s home.',
      'B+ Let’s make another mark on the wall.|A. I’m done growing.|B+ Not on the inside, you’re not.',
    ],
  },
  fantasy: {
    near: [
      'B. Where I come from, the dead turn into stars.|A. You believe that?|B+ Of course not. But I count them every night, just in case.',
      'A. Why’s your shadow so pale?|B~ We’ve walked fast. It hasn’t caught up.|A. Then wait for it.',
      'B+ Let me teach you a charm: “Fear not, roam, there’s always home.”|A? Does it work?|B+ Not at all. But by the time you’ve said it, you’ve arrived.',
    ],
    high: [
      'A? The wind’s stopped. The birds, too.|B~ They’re listening.|A. To what?|B- To whether we dare take another step.',
      'B. If you had a wish, what would it be?|A. That you never lie to me.|B- Pick another, would you? That one’s too dear.',
    ],
    rift: [
      'A! That mark on you. How old is it?|B- Older than knowing you.|A- Older than knowing me, and a lifetime too late in telling.',
    ],
    stand: [
      'C! The price is you. Do you understand that?|A. Perfectly.|C! Nobody will raise a stone for you!|A+ A lamp will do.',
    ],
    end: [
      'B+ Look at that. My shadow’s caught up.|A+ It’s slow.|B+ Well, it carries everything I used to be.',
      'A. Say that charm again.|B+ Fear not, roam...|A+ There’s always home.',
      'C. There is one more star. I have counted.|A. And whose is that?|C+ Nobody’s. It is lit when somebody comes back.',
    ],
  },
  costume: {
    open: [
      'C. At court, everyone looks at the floor. Do you know the reason?|A. Fear.|C. No. They want to see whether they still cast a shadow.|A. Then I’ll look up, and tell them about the sky.',
    ],
    near: [
      'B. I’ve carried this blade for years. It never asked why.|A. Blades don’t.|B. People do. Since I met you, I keep wanting to.',
      'A. Are you afraid of ghosts?|B+ Not a bit. I only owe the living.',
      'B+ When there’s peace, I’ll buy you a jar of warm wine.|A. How long until then?|B. As long as it takes to warm wine. Or a lifetime, who knows.',
    ],
    high: [
      'A+ The moon looks like a wedding guest tonight.|B- The moon has seen many weddings. They don’t last.|A. Why so gloomy, today of all days?',
      'B. If ever my blade is turned on you, step to the left.|A? Why left?|B- Because I’ll never strike there.',
    ],
    rift: [
      'A! Why kneel to me? Kneel to the graves!|B- I have. Every year on that day, one after another.',
      'B- I was born to the name. I had no say in it.|A. And the sword? Were you born to that?|B- No. I picked it up myself. Today I put it down.',
    ],
    stand: ['C! You, a commoner, put questions to heaven?|A! Heaven won’t answer. So I’m asking you!'],
    end: [
      'B+ The wine’s warm.|A. You said it might take a lifetime.|B+ I’m no good at sums. It took a winter.',
      'A. You’ll never kneel again.|B. Then how shall I greet you?|A+ Sit down. Eat.',
    ],
  },
  comedy: {
    open: [
      'C. It has been reported that you bowed eight times to a mirror.|A~ That was... exercise.|C. To be candid, exercise does not include the words “thank you all”.',
    ],
    near: [
      'B+ When you lie, your left eyebrow jumps.|A! It does not!|B+ There, it did it again.|A~ From now on people get my right side.',
      'A. How do you know everything?|B+ My window’s right across from yours, you know.|A~ Then my speeches in the morning...|B+ The third part’s the best.',
      'B. My silence has gone up.|A! By whose leave?|B+ Pork’s gone up, flour’s gone up, so my conscience went along.',
    ],
    high: [
      'B. Are they clapping for you, do you think, or for what’s in your hand?|A. What’s the difference?|B- One of them gets hungry.',
      'A+ Somebody called me professor!|B+ Of what?|A+ How should I know? I’ve already agreed to a lecture!',
    ],
    rift: [
      'A! You knew, and you watched me rehearse in the midday sun?|B- I brought you a parasol.|A! It had holes in it!|B- My good intentions hadn’t.',
    ],
    stand: [
      'C? Then why did you lie to us?|A~ Because when I told the truth, nobody stopped to listen.|C. ...That goes on all our bills.',
      'A~ If you must throw something, throw cabbage. Eggs are expensive.|B+ Relax. What they’ve got in their hands is popcorn.',
      'A~ First: I lied. Second: it was hard work.|C? And what is the third?|A~ Third: I’d love something hot to eat.',
    ],
    end: [
      'D+ Next time you boast, take me along! Two can boast higher!|A+ I’ve given it up.|D! Given it up? Then boast with the truth!',
      'B+ Your eyebrow’s stopped jumping.|A. Nothing left to hide.|B+ Pity. I’d got fond of it.|A+ ...I’ve forgotten my purse.|B+ Ha, there it goes!',
      'C. It has been resolved to name you the most honest resident of this street.|A? Really?|C+ Not at all. I drew the certificate myself.',
    ],
  },
  youth: {
    open: [
      'C. The last question of your paper is empty.|A. It asks what I dream of.|C. That is the essay.|A. That’s why it’s empty.',
    ],
    near: [
      'B+ Riddle: one soda, two people. How do you share it fairly?|A. A measuring cup.|B+ Wrong. One pours, the other picks.|A+ So pour.',
      'A. You copied my notes. Why copy the doodles?|B+ I thought they’d be in the exam, didn’t I?',
      'B. Let’s bet on who forgets the other first. Ten years.|A. No bet.|B? Scared you’ll lose?|A- Scared I’ll win.',
    ],
    high: [
      'B+ Listen! They’re all shouting our names!|A. They’re shouting the class number.|B+ And we’re both in it, aren’t we?',
      'A. Another page off the countdown.|B- Don’t look.|A? You always tear it off.|B- My hand’s tired today.',
    ],
    rift: [
      'A! When did you see the new seating plan?|B- Last month.|A- Your name was crossed out, and you still said: see you tomorrow.',
      'B- Every day I meant to say it, and it came out as “see you tomorrow”.|A- Then you owe me one without a tomorrow.',
    ],
    stand: [
      'A~ I can’t run any more.|B+ Then walk! I’ll walk with you!|A+ Does walking count?|B+ I say it does!',
      'N. One person in the stands got up, then a row, then all of them.|C+ Do you all see it? That is what I call graduating!',
      'C. Step down now, and nobody will blame you.|A. Somebody will.|C. Who will?|A+ Me. In ten years.',
    ],
    end: [
      'A. I answered the last question.|C. And what did you write?|A+ Running. Soda. One name.|C+ It is off the subject. Full marks.',
      'B+ Is that bet still on?|A. You never took it.|B+ I’m taking it now: whoever forgets first buys soda for life.',
    ],
  },
};
