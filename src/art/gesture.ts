import { type Emotion, type ShotSize } from '../common/vocabulary.js';
import { type Prop } from './look.js';

/** What the arms of a person do: few poses, chosen by what is held and felt, and by how much of the body is seen. */

export type Gesture =
  'hanging' | 'akimbo' | 'clasped' | 'praying' | 'open' | 'heartfelt' | 'holding' | 'raised' | 'gripping' | 'carrying';

const HOLDS: Record<Prop, Gesture> = {
  phone: 'holding',
  letter: 'holding',
  ring: 'holding',
  sword: 'gripping',
  cup: 'holding',
  book: 'holding',
  flower: 'holding',
  umbrella: 'gripping',
  key: 'holding',
  photo: 'holding',
  suitcase: 'carrying',
  lantern: 'holding',
  box: 'holding',
  ticket: 'holding',
  pendant: 'holding',
};

const FEELINGS: Record<Emotion, Gesture> = {
  neutral: 'hanging',
  happy: 'heartfelt',
  sad: 'clasped',
  angry: 'akimbo',
  surprised: 'open',
  afraid: 'praying',
};

/** What hangs down from the hand stays below what a close-up shows. */
const DANGLING: readonly Prop[] = ['lantern', 'pendant'];

/** How far down a picture shows its people: a hand at its edge would be cut in half. */
const SEEN: Record<ShotSize, readonly Gesture[]> = {
  close_up: ['raised'],
  medium_close: ['open', 'heartfelt', 'praying', 'holding'],
  medium: ['open', 'heartfelt', 'praying', 'holding', 'akimbo', 'clasped', 'gripping'],
  full: ['open', 'heartfelt', 'praying', 'holding', 'akimbo', 'clasped', 'gripping', 'carrying'],
  wide: ['open', 'heartfelt', 'praying', 'holding', 'akimbo', 'clasped', 'gripping', 'carrying'],
};

export interface Acting {
  gesture: Gesture;
  /** What the hand of the gesture holds. */
  prop: Prop | null;
}

/** Empty hands that hang. */
export const AT_EASE: Acting = { gesture: 'hanging', prop: null };

/** A thing is raised to the shoulder in a close-up; what would be seen in part only is not there. */
export function actingOf(emotion: Emotion, prop: Prop | null, size: ShotSize): Acting {
  const seen = SEEN[size];
  if (prop !== null) {
    const canRise = HOLDS[prop] === 'holding' && !DANGLING.includes(prop);
    const hold = size === 'close_up' && canRise ? 'raised' : HOLDS[prop];
    if (seen.includes(hold)) {
      return { gesture: hold, prop };
    }
  }
  const felt = FEELINGS[emotion];
  return { gesture: seen.includes(felt) ? felt : 'hanging', prop: null };
}
