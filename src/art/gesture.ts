import { type Emotion, type ShotSize } from '../common/vocabulary.js';
import { type Age, type Clothes, hasWideSleeves, type Prop } from './look.js';

/** What the arms of a person do: few poses, chosen by what is held and felt, and by how much of the body is seen. */

export type Gesture =
  | 'hanging'
  | 'easy'
  | 'relaxed'
  | 'behind'
  | 'poised'
  | 'crossed'
  | 'thinking'
  | 'akimbo'
  | 'fists'
  | 'clasped'
  | 'praying'
  | 'open'
  | 'welcoming'
  | 'startled'
  | 'cowering'
  | 'heartfelt'
  | 'grieving'
  | 'holding'
  | 'raised'
  | 'gripping'
  | 'carrying';

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
  camera: 'holding',
  jade: 'holding',
  lamp: 'holding',
  star: 'holding',
  knife: 'holding',
  map: 'holding',
  scroll: 'holding',
  diary: 'holding',
  violin: 'gripping',
  guitar: 'gripping',
  flute: 'holding',
  watch: 'holding',
  recorder: 'holding',
  coin: 'holding',
  mirror: 'holding',
  bell: 'holding',
  hairpin: 'holding',
  scale: 'holding',
  card: 'holding',
  scarf: 'holding',
  compass: 'holding',
  record: 'holding',
  radio: 'holding',
  plane: 'holding',
  fan: 'holding',
};

/** What empty hands do with a feeling; people differ in which of these is theirs. */
const FEELINGS: Record<Emotion, readonly Gesture[]> = {
  neutral: ['easy', 'relaxed', 'crossed', 'behind', 'thinking', 'clasped'],
  happy: ['heartfelt', 'open', 'welcoming'],
  sad: ['grieving', 'clasped', 'heartfelt'],
  angry: ['fists', 'akimbo', 'crossed'],
  surprised: ['startled', 'open'],
  afraid: ['cowering', 'praying'],
};
/** Wide sleeves hide fists, and children neither cross their arms nor ponder. */
const ROBED: Partial<typeof FEELINGS> = {
  neutral: ['poised', 'clasped', 'behind', 'hanging', 'thinking'],
  angry: ['akimbo', 'open'],
};
const CHILDISH: Partial<typeof FEELINGS> = {
  neutral: ['easy', 'behind', 'clasped', 'hanging'],
  happy: ['welcoming', 'heartfelt', 'open'],
  angry: ['fists', 'akimbo'],
};

/** What hangs down from the hand stays below what a close-up shows. */
const DANGLING: readonly Prop[] = ['lantern', 'pendant', 'lamp', 'scarf'];

/** How far down a picture shows its people: a hand at its edge would be cut in half. */
const HIGH: readonly Gesture[] = [
  ...(['open', 'heartfelt', 'grieving', 'praying', 'holding', 'startled', 'cowering', 'crossed', 'thinking'] as const),
  ...(['behind'] as const),
];
const DOWN_TO_THE_HIPS: readonly Gesture[] = [
  ...HIGH,
  ...(['easy', 'relaxed', 'poised', 'akimbo', 'fists', 'clasped', 'welcoming', 'gripping'] as const),
];
const SEEN: Record<ShotSize, readonly Gesture[]> = {
  close_up: ['raised'],
  medium_close: HIGH,
  medium: DOWN_TO_THE_HIPS,
  full: [...DOWN_TO_THE_HIPS, 'carrying'],
  wide: [...DOWN_TO_THE_HIPS, 'carrying'],
};

/** The leg that carries the weight: the left or the right one of the picture, or both. */
export type Stance = -1 | 0 | 1;

export interface Acting {
  gesture: Gesture;
  /** What the hand of the gesture holds. */
  prop: Prop | null;
  stance?: Stance;
}

/** A person's way of standing: which of the gestures of a feeling is his or hers. */
export interface Manner {
  choice: number;
  clothes: Clothes;
  age: Age;
}

/** Empty hands that hang. */
export const AT_EASE: Acting = { gesture: 'hanging', prop: null };

/** A thing is raised to the shoulder in a close-up; what would be seen in part only is not there. */
export function actingOf(emotion: Emotion, prop: Prop | null, size: ShotSize, manner?: Manner): Acting {
  const seen = SEEN[size];
  const stance = manner && stanceOf(emotion, manner);
  if (prop !== null) {
    const canRise = HOLDS[prop] === 'holding' && !DANGLING.includes(prop);
    const hold = size === 'close_up' && canRise ? 'raised' : HOLDS[prop];
    if (seen.includes(hold)) {
      return { gesture: hold, prop, stance };
    }
  }
  const felt = feltBy(emotion, manner).filter((gesture) => seen.includes(gesture));
  return { gesture: felt[(manner?.choice ?? 0) % felt.length] ?? 'hanging', prop: null, stance };
}

function feltBy(emotion: Emotion, manner: Manner | undefined): readonly Gesture[] {
  const own = manner?.age === 'child' ? CHILDISH : manner && hasWideSleeves(manner.clothes) ? ROBED : {};
  return own[emotion] ?? FEELINGS[emotion];
}

/** Who is angry or frightened stands on both legs. */
function stanceOf(emotion: Emotion, { choice }: Manner): Stance {
  return emotion === 'angry' || emotion === 'afraid' ? 0 : choice % 2 === 0 ? 1 : -1;
}
