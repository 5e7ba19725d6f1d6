import { type Turn, type TurnText } from './writer-bank.js';

/** Turns of a love story in which one of the two has forgotten the other. Data, no code. */
export const ENGLISH_AMNESIA_TURNS: Partial<Record<Turn, TurnText>> = {
  setup: [
    '@dusk {A} stands at {place}, the {token} in one hand, and practises how to say hello. Whoever is coming does not remember.',
    '^N. {opening}There are words {A} has rehearsed for somebody who has forgotten them.|A. By {day}, I’ll {want}.',
    'C. And if {heB} never remembers?|A. Then we meet again. For the first time.',
    'A- Start with hello. As if I’d never said it.',
  ],
  meeting: [
    'At {place}, {A} knows {B} at once, and {B} sees a stranger. The {token} slips to the ground; {B} picks it up and cannot look away.',
    '*B? I’m sorry. Do we know each other?|A- We do. You’ve forgotten.',
    'B. The doctors say I’ve mislaid three years.|A. I was in them.',
    'B+ Go on, then. What was I like?|A. You laughed. You were late. You never had an umbrella.',
  ],
  midpoint: [
    '@night The lamps come on one by one at {place}, and {B} says a sentence that only two people ever knew, then stops, startled.',
    '*B? Wait. Isn’t there a noodle stall round that corner?|A+ There is. You never want it spicy.',
    'A+ You remember?|B. A crumb. Let’s not rush it.',
    'C? May I ask who told you that?|B+ Nobody. It just ran out of me.',
  ],
  doubt: [
    '{A} follows {B} to {place}. A notebook of {B}’s lies open: {A}’s name is on every page, and the first page is three months old.',
    '*A? My name, on every page?|B- I remembered three months ago.',
    'A! Why play the stranger, then?|B- I had to know you’d want me without all that.',
    'A. Was it fun, hearing me tell it again and again?|B- Every time I nearly said: I know.',
    'B- Shout at me, please.|A- I can’t. That’s the worst part.',
  ],
  decision: [
    'At {place}, {A} turns the {token} over. There is a new line on the back, in {B}’s hand. {A} grabs a coat and runs.',
    '*A? This is new. The ink’s hardly dry.|C. Go now. There is still time.',
    'C. Consider it well. You could {price}.|A. Then I’ll tell it once more.',
    'A. No more waiting for {himB} to remember. I want {himB} to hear it.',
  ],
  climax: [
    '{A} stands at {place} and {deed}. Everything else falls silent, and {B} comes closer, step by step, with wet eyes.',
    '*A. This {token} was always yours.|B+ I won’t lose it again.',
    'A+ That winter you gave me your scarf and froze all the way.|B- ...And swore I wasn’t cold.',
    'A. I learned it too late: {truth}.|B- I never forgot. I was scared to say it first.',
    'B. And if I forget again?|A+ Then I’ll start with hello.',
  ],
};
