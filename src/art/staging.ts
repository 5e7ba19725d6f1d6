import { type Holder, type Prop } from './look.js';

/** How a shot is placed among the shots of its scene: what a picture needs to know of the others to fit them. */
export interface Staging {
  /** Which shot of its scene it is, from 0. */
  take: number;
  /** On which side of the scene stands who is seen alone; 0: nobody else is there. */
  side: -1 | 0 | 1;
  /** Over whose shoulder we look. */
  shoulder: string | null;
  /** What is seen close, where nobody is. */
  thing: Prop | null;
  /** In whose hand that is; absent: in nobody's. */
  holder?: Holder;
  /** The kind of film and how the scene feels, in words. */
  genre: string | null;
  mood: string | null;
}
