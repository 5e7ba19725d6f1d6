import { type Turn, type TurnText } from './writer-bank.js';

/** Turns of a family story whose lead is a child, and whose elder begins to forget. Data, no code. */
export const ENGLISH_GRANDCHILD_TURNS: Partial<Record<Turn, TurnText>> = {
  setup: [
    '@dusk On tiptoe, {A} lifts the {token} down from the highest shelf in {place}. By the window {B} asks what day it is, for the third time.',
    '*N. {opening}{B} keeps losing things now. {A} keeps them.|A. Before {day}, I’ll {want}.',
    '<A. I’ll remember it all for you.|B. That’s a lot, child.',
    'C. Young one, that shelf is not for climbing.|A. I can reach.',
    'A- Yesterday {heB} nearly lost my name.',
  ],
  meeting: [
    '@dusk In {place}, {B} takes the {token} and turns it over and over, as if it were somebody from long ago. {A} pulls up a stool.',
    '*B? Where did you dig up that {token}?|A. Top shelf. You hid it.',
    '^B. What are you so afraid of, little one?|A. ...I’m not telling.',
    'B+ Have I told you this story?|A. Yes. Tell it again.',
  ],
  obstacle: [
    '@day At {place}, {C} bends down and explains to {A} what the doctors said, slowly and without one lie. {A} holds the {token} tighter.',
    '*C. Listen to me, please: {threat}.|A? How many days are left?',
    'C. Grown-ups cannot mend this.|A! Then I will.',
    'B! Are you two talking about me?|A. Only that you snore.',
  ],
  approach: [
    '@dusk {A} and {B} sit at {place}; one tells, one writes it down. Halfway {B} stops, and {A} tells the rest.',
    '*B. And after that? After that...|A. It rained. You gave your umbrella away.',
    'A. You talk, I write. Then it can’t get lost.|B+ Write it nicely, then.',
    'B+ Such small hands. Such big letters.|A+ So that you can read them.',
  ],
  midpoint: [
    '@day {A} opens the door of {place} and finds somebody who can help. The {token} lies on the table, and {B} stands up straight again.',
    '*A+ It works! It really works!|B+ I always said you were the clever one.',
    'C+ I have seen one of these. We may try.|A+ Let’s try now!',
    'B+ This day I shall not forget.|A. I wrote it down, too.',
  ],
  doubt: [
    '@dusk In {place}, {A} pulls out a drawer of {B}’s and finds it full of little notes: pills, the stove, and {A}’s own name and birthday.',
    '*A- My name’s on these notes.|B- In case I ever lose it.',
    'A! You {secret}. Why didn’t you tell me?|B- You’d have cried. I can’t bear that.',
    'A. Do you need a note for my name?|B- Each time I write it, I keep it a day.',
    'B. No tears, now.|A- I’m not crying.',
  ],
  loss: [
    '@night The door of {place} stands open: {B} went out alone and lost the way. {A} runs from street to street with the {token}, calling.',
    '*A- It’s my fault. I looked away.|C. We shall all search. Any later, and we {price}.',
    'B- Child, do you know the way home?|A- I do. I’ll take you.',
    'N. That night {A} held on and did not let go.',
  ],
  decision: [
    '@dawn {A} wakes in {place} with the {token} still in one hand, thinks for a while, ties both shoes and goes out alone.',
    '*A. I know now. {truth}.|C? You want to go alone?',
    'C. It is dark in there. Are you not scared?|A. I am. I’m going.',
    'A. Wait for me. Don’t fall asleep.',
  ],
  climax: [
    '@night {A} leads {B} into {place}, where it is quiet enough to hear them breathe. {A} {deed}. {B} looks, and looks, and both old hands begin to shake.',
    '*A+ Look! That’s it!|B? That is... that’s the very day!',
    'B+ You’re {A}. I know you.|A+ Yes!',
    'B? How did you know it was this I missed?|A. You told me a hundred times.',
    'C. Just in time.|A~ Not yet! Leave the light off!',
  ],
  resolution: [
    '@day Hand in hand {A} and {B} walk past {place}, one long step and two short ones. Nobody is in a hurry.',
    '*B. And if I forget again tomorrow?|A+ Then I’ll tell you again.',
    'C. I shall look in on you every day.|A+ Promise?',
    'B+ Slower. I can’t keep up with you.|A+ Then I’ll carry you.',
  ],
  coda: [
    '@dusk {place} again. {A} puts the {token} where {B} sees it first thing each morning, and tells the story of that day once more.',
    '^B. Now tell me. What were you afraid of?|A+ That you’d forget me. I’m not any more.',
    'N. {B} forgot many things after that, and looked at it every day with a smile.',
    'B+ Which part do we tell today?|A+ All of it.',
  ],
};

/** The same story with a picture that has been waiting in an old camera: it is seen when it is developed, and not before. */
export const ENGLISH_PHOTO_TURNS: Partial<Record<Turn, TurnText>> = {
  ...ENGLISH_GRANDCHILD_TURNS,
  setup: [
    '@dusk On tiptoe, {A} lifts the {token} down from the highest shelf in {place}; its film was never developed. By the window {B} asks what day it is, for the third time.',
    '*A. The film’s still in it. I’ll develop it.|B- I forget who’s on it.',
    'N. {opening}{B} keeps losing things now. {A} keeps them.|A. I must be quicker than that.',
    'C. Young one, that shelf is not for climbing.|A. I can reach.',
    'A- Yesterday {heB} nearly lost my name.',
  ],
  climax: [
    '@night {A} leads {B} into {place}, into a dim red light. {A} {deed}, takes the wet photograph in both hands and hands it to {B}.',
    '*A+ Look! That’s it!|B? That is... that’s the very day!',
    'B+ You’re {A}. I know you.|A+ Yes!',
    'B? How did you know it was this I missed?|A. You told me a hundred times.',
    'C. Just in time.|A~ Not yet! Leave the light off!',
  ],
};
