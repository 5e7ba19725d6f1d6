import { type FrameFeatures } from './frame-grid.js';

/** Pictures of a shot while it goes by, of which one near its middle is kept in the end: how long it is, nobody knows yet. */

/** Half of them goes whenever there are so many, and from then on every second one is taken. */
const MOST_PICTURES = 12;
/** In parts of what the shot's pictures have mostly: darker or emptier ones, and flashes, do not show the shot. */
const LEAST_SHARE = 0.6;
const MOST_SHARE = 1.6;

export interface ShotPicture {
  frame: number;
  planes: Uint8Array;
  brightness: number;
  contrast: number;
}

export class ShotPictures {
  private pictures: ShotPicture[] = [];
  private stride = 1;

  /** The planes are copied if they are wanted. */
  add(frame: number, start: number, planes: Uint8Array, { brightness, contrast }: FrameFeatures): void {
    if ((frame - start) % this.stride !== 0) {
      return;
    }
    if (this.pictures.length === MOST_PICTURES) {
      this.stride *= 2;
      this.pictures = this.pictures.filter((picture) => (picture.frame - start) % this.stride === 0);
      this.add(frame, start, planes, { brightness, contrast } as FrameFeatures);
      return;
    }
    this.pictures.push({ frame, planes: planes.slice(), brightness, contrast });
  }

  /** The picture of a shot that ends before this frame; another one begins. */
  take(start: number, end: number): ShotPicture | undefined {
    const { pictures } = this;
    this.pictures = [];
    this.stride = 1;
    const usual = (of: (picture: ShotPicture) => number): number =>
      pictures.map(of).sort((one, other) => one - other)[pictures.length >> 1] ?? 0;
    const [brightness, contrast] = [usual((picture) => picture.brightness), usual((picture) => picture.contrast)];
    const shows = (picture: ShotPicture): boolean =>
      picture.contrast >= contrast * LEAST_SHARE &&
      picture.brightness >= brightness * LEAST_SHARE &&
      picture.brightness <= brightness * MOST_SHARE;
    const middle = (start + end - 1) / 2;
    const nearest = (some: ShotPicture[]): ShotPicture[] =>
      some.sort((one, other) => Math.abs(one.frame - middle) - Math.abs(other.frame - middle));
    return nearest(pictures.filter(shows))[0] ?? nearest(pictures)[0];
  }
}
