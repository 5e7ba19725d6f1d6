import { describe, expect, it, jest } from '@jest/globals';
import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { type CastMember, type DrawnScene, type Holder, type Prop } from '../../src/art/look.js';
import { lookOf } from '../../src/art/wardrobe.js';
import { CAMERA_MOVEMENTS, SHOT_SIZES, type TimeOfDay } from '../../src/common/vocabulary.js';
import { isBlinking, mannersOf, mouthAt, phaseOf, turnOf } from '../../src/media/acting.js';
import { LARGEST_CAST_ZOOM, type Plane, STAGE, cameraPose, project, viewOf } from '../../src/media/camera.js';
import { drawHeading } from '../../src/media/cards.js';
import { Compositor } from '../../src/media/compositor.js';
import { DrawnShot } from '../../src/media/drawn-shot.js';
import { type Build, frameCast } from '../../src/media/framing.js';
import { lightEdges } from '../../src/media/rim-light.js';
import { Screen } from '../../src/media/screen.js';
import { insertLayer } from '../../src/media/thing-rasters.js';
import { type ClipPlan, type ShotPicture } from '../../src/media/timeline.js';
import { blackAt, blendAt, progressAt } from '../../src/media/transitions.js';

const pictures = [
  { width: 1280, height: 720 },
  { width: 720, height: 1280 },
];
const adult: Build = { headTop: 802, chin: 624 };
const child: Build = { headTop: 563, chin: 385 };

describe.each(pictures)('the camera of a $width x $height picture', (picture) => {
  const view = viewOf(picture);
  const planes: Plane[] = ['far', 'mid', 'fore'];

  it.each(CAMERA_MOVEMENTS)('never shows what is beyond the stage when it does %s', (movement) => {
    for (const plane of planes) {
      for (let step = 0; step <= 20; step++) {
        const pose = cameraPose(movement, step / 20, view, 100);
        const { scale, offsetX, offsetY } = project(pose, plane, view, { x: 800, y: 320 });

        expect(offsetX).toBeLessThanOrEqual(0);
        expect(offsetY).toBeLessThanOrEqual(0);
        expect(offsetX + STAGE.width * scale).toBeGreaterThanOrEqual(picture.width - 1e-6);
        expect(offsetY + STAGE.height * scale).toBeGreaterThanOrEqual(picture.height - 1e-6);
      }
    }
  });

  it.each(CAMERA_MOVEMENTS.filter((movement) => movement !== 'static'))('really moves when it does %s', (movement) => {
    const [first, last] = [0, 1].map((progress) => cameraPose(movement, progress, view, 100));

    expect(first).not.toEqual(last);
  });
});

describe('a thing that is seen near', () => {
  const profile = { width: 320, height: 180, fps: 25 };
  const look = lookOf({ name: '林晚', sex: 'female', age: 'young' });
  it('is drawn once for its shot’s picture and clip, whatever else their scenes say', () => {
    const view = viewOf({ width: 320, height: 180 });
    const scene: DrawnScene = { set: 'home', time: 'day', weather: 'clear', seed: 7, cast: [], thing: 'letter' };
    const stored: DrawnScene = { cast: [], seed: 8, set: 'home', time: 'day', thing: 'letter', weather: 'clear' };
    const held = { ...scene, holder: { name: '林晚', look } };
    const first = insertLayer(scene, 'letter', view);
    expect(insertLayer(stored, 'letter', view)).toBe(first);
    const others = [{ ...scene, time: 'night' as const }, { ...scene, set: 'office' as const }, held];
    expect(others.map((other) => insertLayer(other, 'letter', view) === first)).toEqual([false, false, false]);
  });

  const pictureOf = (thing: Prop, holder?: Holder): string => {
    const scene: DrawnScene = {
      ...{ set: 'home', time: 'day', weather: 'clear', seed: 7, cast: [], thing },
      ...(holder && { holder }),
    };
    const shot: ShotPicture = {
      ...{ source: { kind: 'drawn', scene }, size: 'close_up', camera: 'static', frames: 1, tailFrames: 0, lines: [] },
    };
    const screen = new Screen(profile.width, profile.height);
    new DrawnShot(profile, shot, scene, 'plain').paint(screen, 0);
    return Buffer.from(screen.bytes).toString('base64');
  };

  it('is in the hand of who holds it, but for what is too long for a picture', () => {
    const held = (thing: Prop): boolean => pictureOf(thing, { name: '林晚', look }) !== pictureOf(thing);
    expect((['letter', 'jade', 'star', 'sword'] as const).map(held)).toEqual([true, true, true, false]);
  });

  it('has the name of who holds it where it is a phone, whatever the name', () => {
    const named = (thing: Prop) =>
      ['Ruth', '温行舟', '', 'W'.repeat(300)].map((name) => pictureOf(thing, { name, look }));
    expect(new Set(named('phone')).size).toBe(4);
    expect(new Set(named('key')).size).toBe(1);
  });
});

describe.each(pictures)('people in a $width x $height picture', (picture) => {
  const view = viewOf(picture);

  it.each(SHOT_SIZES)('have whole heads that do not overlap and stay clear of the subtitles in a %s shot', (size) => {
    const cast = fc.array(fc.record({ position: fc.double({ min: 0, max: 1, noNaN: true }), isChild: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(cast, (members) => {
        const builds = members.map(({ isChild }) => (isChild ? child : adult));
        const positions = members.map(({ position }) => position);
        const { scale, standings, focus } = frameCast(size, positions, builds, view);
        const heads = standings.map(({ x, footY }, index) => {
          const { headTop, chin } = builds[index] as Build;
          const grown = (y: number): number => (focus.y + (y - focus.y) * LARGEST_CAST_ZOOM) / STAGE.height;
          return { x: x - STAGE.width / 2, top: grown(footY - headTop * scale), chin: grown(footY - chin * scale) };
        });

        for (const head of heads) {
          expect(head.top).toBeGreaterThan(0.02);
          expect(head.chin).toBeLessThan(0.75);
          const edge = (Math.abs(head.x) + 62 * scale) * LARGEST_CAST_ZOOM;
          expect(edge).toBeLessThanOrEqual(view.width / 2);
        }
        const sorted = heads.map(({ x }) => x).sort((one, other) => one - other);
        sorted.slice(1).forEach((x, index) => expect(x - (sorted[index] ?? 0)).toBeGreaterThan(120 * scale));
      }),
      { numRuns: 60 },
    );
  });

  it.each(['full', 'wide'] as const)('have their faces below the place and time in a %s shot', (size) => {
    const heading = drawHeading('the failing space station · night', { ...picture, fps: 25 });
    const { y = 0, canvas = { height: 0 } } = heading ?? {};
    const { scale, standings, focus } = frameCast(size, [0, 0.5, 1], [adult, adult, adult], view);
    const { headTop, chin } = adult;

    for (const movement of CAMERA_MOVEMENTS) {
      const pose = cameraPose(movement, 0.3, view, 100);
      const projection = project(pose, 'cast', view, focus);
      for (const { footY } of standings) {
        const brow = footY - (headTop * 0.6 + chin * 0.4) * scale;
        expect(projection.offsetY + brow * projection.scale).toBeGreaterThan(y + canvas.height);
      }
    }
  });

  it('are larger the closer the shot is', () => {
    const scales = SHOT_SIZES.map((size) => frameCast(size, [0.5], [adult], view).scale);

    expect(scales).toEqual([...scales].sort((one, other) => other - one));
    expect(new Set(scales).size).toBe(SHOT_SIZES.length);
  });
});

describe('a train', () => {
  const scene: DrawnScene = { set: 'train', time: 'day', weather: 'clear', seed: 7, cast: [] };
  const member: CastMember = { name: '林晚', look: lookOf({ name: '林晚' }), emotion: 'neutral', position: 0.5 };
  const profile = { width: 320, height: 180, fps: 25 };

  it('leaves the country behind while the carriage and a still camera stay', () => {
    const source = { kind: 'drawn', scene } as const;
    const shot: ShotPicture = { source, size: 'full', camera: 'static', frames: 50, tailFrames: 0, lines: [] };
    const train = new DrawnShot(profile, shot, { ...scene, cast: [member] }, 'plain');
    const pixelsOf = (frame: number, top: number, bottom: number): Buffer => {
      const screen = new Screen(profile.width, profile.height);
      train.paint(screen, frame);
      return Buffer.from(screen.bytes.slice(top * profile.width, bottom * profile.width));
    };

    expect(pixelsOf(0, 50, 95).equals(pixelsOf(5, 50, 95))).toBe(false);
    expect(pixelsOf(0, 0, 30).equals(pixelsOf(5, 0, 30))).toBe(true);
    expect(pixelsOf(5, 50, 95).equals(pixelsOf(5, 50, 95))).toBe(true);
  });
});

describe('a clip', () => {
  it('closes both of its shots when its texts cannot be drawn', async () => {
    const scene: DrawnScene = { set: 'cafe', time: 'day', weather: 'clear', seed: 7, cast: [] };
    const shot: ShotPicture = {
      ...{ source: { kind: 'drawn', scene }, size: 'full', camera: 'static', frames: 50, tailFrames: 9, lines: [] },
    };
    const plan = {
      ...{ profile: { width: 320, height: 180, fps: 25 }, shot, cues: [], heading: null, card: null },
      ...{ transition: { kind: 'dissolve', frames: 9, previous: shot }, fadeInFrames: 0, fadeOutFrames: 0 },
      get label(): ClipPlan['label'] {
        throw new Error('no font');
      },
    } as const satisfies ClipPlan;
    const close = jest.spyOn(DrawnShot.prototype, 'close');

    const opened = Compositor.open(plan, null as never, AbortSignal.abort());
    await expect(opened).rejects.toThrow('no font');
    expect(new Set(close.mock.contexts).size).toBe(2);
    close.mockRestore();
  });
});

describe('the light on edges', () => {
  const brightness = (time: TimeOfDay) => {
    const canvas = createCanvas(60, 60);
    const context = canvas.getContext('2d');
    context.fillStyle = '#17161d';
    context.fillRect(10, 10, 40, 40);
    lightEdges(canvas, time, '#9fc0ff', 1);
    const at = (x: number, y: number) => context.getImageData(x, y, 1, 1).data;
    return { edge: at(48, 11)[1] ?? 0, middle: at(30, 30)[1] ?? 0, outside: at(53, 8)[3] };
  };

  it('parts dark hair from a dark background by night, and leaves the day alone', () => {
    const night = brightness('night');
    expect(night.edge).toBeGreaterThan(night.middle + 60);
    expect(night.outside).toBe(0);
    expect(brightness('day').edge).toBe(night.middle);
  });
});

describe('acting', () => {
  const lines = [{ speaker: '林晚', startFrame: 10, envelope: [0.01, 0.05, 0.1, 0.2] }];

  it('opens the speaker’s mouth by the loudness of the voice, nobody else’s and at no other time', () => {
    expect([9, 10, 11, 12, 13, 14].map((frame) => mouthAt('林晚', lines, frame))).toEqual([0, 0, 1, 2, 3, 0]);
    expect(mouthAt('顾沉', lines, 13)).toBe(0);
  });

  it('makes people look at each other, the one in the middle at who speaks, and who is alone at us', () => {
    const look = lookOf({ name: '林晚' });
    const member = (name: string, position: number): CastMember => ({ name, look, emotion: 'neutral', position });
    const cast = [member('林晚', 0.2), member('顾沉', 0.5), member('许然', 0.8)];
    const turns = (people: CastMember[], speaker: string | null) =>
      people.map((person) => turnOf(person, people, [{ speaker, startFrame: 10, envelope: [] }]));
    expect(turns(cast, '许然')).toEqual([1, 1, -1]);
    expect(turns(cast, '林晚')).toEqual([1, -1, -1]);
    expect(turns(cast, '顾沉')).toEqual([1, 0, -1]);
    expect(turns(cast, null)).toEqual([1, 0, -1]);
    expect(turns(cast.slice(1, 2), null)).toEqual([0]);
    expect(turns(cast.slice(0, 1), '林晚')).toEqual([0]);
    expect(turns(cast.slice(0, 1), '顾沉')).toEqual([1]);
    expect(turns(cast.slice(2), '顾沉')).toEqual([-1]);
  });

  it('has people stand each in a way of their own, the same in every shot of a scene', () => {
    const look = lookOf({ name: '林晚' });
    const cast = ['林晚', '顾沉', '许然', '周敏'].map((name) => ({
      name,
      look,
      emotion: 'neutral' as const,
      position: 0,
    }));
    for (const seed of [1, 2, 3, 4, 5, 6, 7]) {
      const choices = mannersOf(cast, seed).map(({ choice }) => choice);
      expect(new Set(choices).size).toBe(cast.length);
      expect(mannersOf(cast.slice(0, 1), seed)[0]?.choice).toBe(choices[0]);
    }
    const ways = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => mannersOf(cast, seed)[0]?.choice);
    expect(new Set(ways).size).toBeGreaterThan(1);
  });

  it('begins no shot with shut eyes', () => {
    const names = Array.from('赵钱孙李周吴郑王冯陈褚卫', (family) => `${family}安`);
    expect(new Set(names.map(phaseOf)).size).toBeGreaterThan(4);
    expect(names.filter((name) => [0, 0.1, 0.2].some((seconds) => isBlinking(phaseOf(name), seconds)))).toEqual([]);
  });

  it('blinks now and then', () => {
    const blinks = Array.from({ length: 250 }, (_, frame) => isBlinking(3, frame / 25)).filter(Boolean).length;

    expect(blinks).toBeGreaterThan(3);
    expect(blinks).toBeLessThan(30);
  });
});

describe('a transition', () => {
  const shot = (frames: number, tailFrames: number): ShotPicture => ({
    source: { kind: 'still', path: '/x.png' },
    size: 'full',
    camera: 'push_in',
    frames,
    tailFrames,
    lines: [],
  });
  const plan: Pick<ClipPlan, 'shot' | 'transition'> = {
    shot: shot(50, 0),
    transition: { kind: 'dissolve', frames: 4, previous: shot(30, 4) },
  };

  it('goes from the previous shot, which lives on, to the new one within its frames', () => {
    const blends = [0, 1, 2, 3].map((frame) => blendAt(plan, frame));

    expect(blends.map((blend) => blend?.previousFrame)).toEqual([30, 31, 32, 33]);
    const amounts = blends.map((blend) => blend?.amount ?? 0);
    expect(amounts).toEqual([...amounts].sort((one, other) => one - other));
    expect(Math.min(...amounts)).toBeGreaterThan(0);
    expect(Math.max(...amounts)).toBeLessThan(1);
    expect(blendAt(plan, 4)).toBeNull();
  });

  it('does not stop the camera of the previous shot at the join', () => {
    const previous = shot(30, 4);

    expect(progressAt(previous, 29)).toBeLessThan(1);
    expect(progressAt(previous, 33)).toBe(1);
  });

  it('is black at the very first and last frame of fades only', () => {
    const faded = { shot: shot(50, 0), fadeInFrames: 10, fadeOutFrames: 5 };

    expect([0, 10, 44, 49].map((frame) => blackAt(faded, frame))).toEqual([1, 0, 0, 1]);
  });
});
