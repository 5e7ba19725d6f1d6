import { type Turn, type TurnText } from './writer-bank.js';

/** Turns of a story in space, where the ones of the fantasy pack speak of stone and fire. Data, no code. */
export const ENGLISH_SPACE_TURNS: Partial<Record<Turn, TurnText>> = {
  setup: [
    '@night {A} wakes alone in {place}. The alarms stopped long ago; only the {token} still blinks, and somewhere in the dark a voice is calling.',
    '*N. {opening}The farthest lamp from home burned beside {A}.|A. Before {day}, I will {want}.',
    '<A. I will {want}.|B? Just us two?',
    'C. Ground here. Are you all right?|A. Breathing. That counts.',
    'A~ It’s still signalling. Who’s out there?',
  ],
  meeting: [
    '@night {B} drifts out of the shadows of {place}, sees the {token} and stops in mid-air. Two who thought they were the last now share one tank of air.',
    '*B? That {token}. How did you come by it?|A. It woke me. You know it?',
    '^B. If it works and nobody remembers you, will you still?|A. ...I haven’t thought of that.',
    'B+ Take me along. I fix things, and tell jokes.|A. Fixing will do.',
  ],
  obstacle: [
    '@day {C}’s voice breaks up in {place} and reads the worst news twice. The red light of the panel is on {A}’s face, and {A} switches the alarm off.',
    '*C. Hear me: {threat}. Get into the capsule.|A! And the ship? And whoever is in it?',
    'C. I have to save whoever can come back.|A. I have to save everyone.',
    'A~ Signal’s gone. ...I wasn’t going to listen anyway.',
  ],
  approach: [
    '@night The heating is off. {A} and {B} lean at the window of {place}, the {token} between them, and describe the one meal they miss. The dark is huge, and less cold.',
    '*B. I’ve flown away all my life. I’d like to turn back.|A+ Then turn with me. There’s a seat.',
    'A. Your joke, then. Tell me.|B+ Once there was someone who hated jokes.',
    'B. Sleep. I’ll take first watch.|A. And I the second. Turn by turn.',
  ],
  midpoint: [
    '@dawn Row by row the lights of {place} come on, and the dead engine has a pulse. They have done it, and {B} is not smiling.',
    '*A+ Look at it! It’s alive!|B~ Yes. I hardly dare to look.',
    'A? You’ve flown this course before?|B. In a dream. Check the next one.',
    'C? You are on air? That is impossible!|A+ Not any more.',
  ],
  doubt: [
    '@night An old entry lights up on a screen in {place}, signed by {B}. {A} reads it three times, and the hand around the {token} slowly opens.',
    '*A! You {secret}. Was it all a trick?|B- The road was real. The fear. Me, too.',
    '<A! You {secret}!|B- I didn’t dare say.',
    'A. Which of you am I to trust?|B- This one. If you still can.',
    'B~ I hoped to put it right before you knew.',
  ],
  loss: [
    '@night The power dies in {place}. {B} pushes the last air across to {A} and shuts the door from the far side; the light of the {token} goes out.',
    '*A~ Open it! Do you hear? Open the door!|B- Don’t be scared. I still owe you a joke.',
    'C~ Stop, or you will {price}!|A- I’ve already lost what matters.',
    'N. That night there was only static.',
  ],
  climax: [
    '@night Light floods {place}. {A} {deed}. At the farthest point, a hand takes hold from the other side.',
    '*B+ I’m here! Together. Don’t let go!|A? It’s you... You came for me!',
    'C~ The angle is good. Ten more seconds!|A~ Not enough. Closer!',
    'A. There’s air for one.|B+ Then we breathe in turns.',
  ],
  resolution: [
    '@dawn The hatch opens on warm wind. {A} and {B} lie in the grass outside {place} and feel the first sun on their hands.',
    '*B. Do you remember my name?|A+ {B}. I’d forget mine first.',
    'C. I owe you three words: I was wrong.|A+ Accepted, ground.',
    'B+ Now will you hear the joke?|A+ Tell it. I’ll laugh.',
  ],
  coda: [
    '@night Long afterwards {A} and {B} come back to {place} and put the {token} where it was. It glows quietly, for the next one who is lost.',
    '^B. You never answered. Would you do it unremembered?|A+ Yes. As long as you remember.',
    'N. Every ship that leaves now carries that small light.',
    'B+ Your shift’s over. Sleep.|A+ Stay. The stars are out.',
  ],
};
