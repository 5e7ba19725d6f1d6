import { type CastMember } from '../../src/art/look.js';
import { type Staging } from '../../src/art/staging.js';
import { lookOf } from '../../src/art/wardrobe.js';
import { type AspectRatio, CAMERA_MOVEMENTS, SHOT_SIZES } from '../../src/common/vocabulary.js';
import { type Plane, cameraPose, project, viewOf } from '../../src/media/camera.js';
import { drawCue } from '../../src/media/captions.js';
import { drawHeading } from '../../src/media/cards.js';
import { type Build, frameShot } from '../../src/media/framing.js';
import { buildOf } from '../../src/media/scene-rasters.js';
import { drawnSceneOf, sceneInShape } from '../../src/offline/artist.js';

const FRAMES_PER_SECOND = 25;
const ALONE: Staging = { take: 0, side: 0, shoulder: null, thing: null, genre: null, mood: null };

/** A picture by itself, and all ways in which the shots of a scene show so many people. */
function stagingsOf(names: readonly string[]): (Staging | undefined)[] {
  const takes = [0, 1, 2, 3, 4].map((take) => ({ ...ALONE, take }));
  const sides = names.length === 1 ? ([-1, 1] as const).map((side) => ({ ...ALONE, take: 1, side })) : [];
  const shoulders = names.length === 2 ? names.map((shoulder) => ({ ...ALONE, take: 1, shoulder })) : [];
  return [undefined, ...takes, ...sides, ...shoulders];
}

const builds = new Map<string, Build>();

function knownBuild(member: CastMember): Build {
  const build = builds.get(member.name) ?? buildOf(member);
  builds.set(member.name, build);
  return { ...build, nearness: member.nearness ?? 1 };
}

const pictures: { aspectRatio: AspectRatio; width: number; height: number }[] = [
  { aspectRatio: '16:9', width: 1280, height: 720 },
  { aspectRatio: '9:16', width: 720, height: 1280 },
];
const people = {
  woman: { name: '林晚', look: lookOf({ name: '林晚', sex: 'female', age: 'young' }), emotion: 'happy' as const },
  man: { name: '顾沉', look: lookOf({ name: '顾沉', sex: 'male', age: 'adult' }), emotion: 'neutral' as const },
  child: { name: '小宝', look: lookOf({ name: '小宝', sex: 'male', age: 'child' }), emotion: 'surprised' as const },
};
const casts = [
  ['man'],
  ['child'],
  ['woman', 'man'],
  ['man', 'child'],
  ['woman', 'man', 'woman'],
  ['woman', 'man', 'child'],
  ['child', 'woman', 'child'],
] as const;

describe.each(pictures)('a picture of $aspectRatio', (picture) => {
  const view = viewOf(picture);
  const profile = { ...picture, fps: FRAMES_PER_SECOND };
  const heading = drawHeading('Riverside bench by the old lighthouse café · night', profile);
  const subtitle = drawCue(
    {
      startFrame: 0,
      endFrame: 50,
      speaker: { name: '林晚', sex: 'female' },
      text: '你还记得那年冬天的约定吗？我一直在原来的地方等，等到雪都化了，等到河边的灯一盏一盏亮起来。',
    },
    profile,
  );

  describe.each(casts.map((names) => ({ names, cast: names.map((name) => people[name]) })))('of $names', ({ cast }) => {
    it.each(SHOT_SIZES)('has whole heads and faces clear of all texts in a %s, however it moves', (shotSize) => {
      const scene = { prompt: '', location: '江边', timeOfDay: 'day' as const, weather: '', seed: 7 };
      const { aspectRatio } = picture;
      const other = aspectRatio === '16:9' ? '9:16' : '16:9';
      const stagings = stagingsOf(cast.map(({ name }) => name));
      const scenes = stagings.flatMap((staging) => {
        const request = { ...scene, shotSize, characters: [...cast], staging };
        const turned = sceneInShape(drawnSceneOf({ ...request, aspectRatio: other }), aspectRatio);
        return [drawnSceneOf({ ...request, aspectRatio }), turned].map((drawn) => ({ staging, shown: drawn.cast }));
      });
      for (const { staging, shown } of scenes) {
        const bodies = shown.map((member) => ({ build: knownBuild(member), position: member.position }));
        const faults = CAMERA_MOVEMENTS.flatMap((camera) =>
          [0, 0.5, 1].flatMap((progress) => {
            const heads = headsIn(bodies, camera, progress, shotSize);
            return heads.flatMap((head, index) => {
              const isWhole = head.top > picture.height * 0.03 && head.left > 0 && head.right < picture.width;
              const isBeside = head.left > (heading?.canvas.width ?? 0);
              const isBelow = head.brow > (heading?.y ?? 0) + (heading?.canvas.height ?? 0);
              const isAbove = head.chin < (subtitle?.y ?? 0);
              const isFree = heads.slice(0, index).every((other) => other.right <= head.left + 1);
              const isFine = isWhole && isAbove && isFree && (isBeside || isBelow);
              return isFine ? [] : [{ camera, progress, isWhole, isAbove, isFree, isClear: isBeside || isBelow }];
            });
          }),
        );
        expect({ staging, faults }).toEqual({ staging, faults: [] });
      }
    });
  });

  function headsIn(
    bodies: { build: Build; position: number }[],
    camera: (typeof CAMERA_MOVEMENTS)[number],
    progress: number,
    size: (typeof SHOT_SIZES)[number],
  ) {
    const builds = bodies.map(({ build }) => build);
    const positions = bodies.map(({ position }) => position);
    const { standings, focus } = frameShot({ size, camera }, positions, builds, view);
    const projection = project(cameraPose(camera, progress, view, 100), 'cast', view, focus);
    return standings.map(({ x, footY, scale }, index) => {
      const unit = scale * projection.scale;
      const { headTop, chin } = builds[index] as Build;
      const sole = projection.offsetY + footY * projection.scale;
      const middle = projection.offsetX + x * projection.scale;
      return {
        left: middle - HAIR_HALF_WIDTH * unit,
        right: middle + HAIR_HALF_WIDTH * unit,
        top: sole - headTop * unit,
        brow: sole - (headTop - HAIR_TO_BROW) * unit,
        chin: sole - chin * unit,
      };
    });
  }

  it.each(CAMERA_MOVEMENTS)('moves without a jolt when it does %s', (movement) => {
    const planes: Plane[] = ['far', 'mid', 'cast', 'fore'];
    const [left, right] = [800 - view.width / 2, 800 + view.width / 2];
    const corners = [left, 800, right].flatMap((x) => [0, 450, 900].map((y) => ({ x, y })));
    for (const seconds of [2, 3, 5, 8, 12]) {
      const frames = seconds * FRAMES_PER_SECOND;
      for (const plane of planes) {
        for (const focus of [320, 450, 720].map((y) => ({ x: 800, y }))) {
          const projections = Array.from({ length: frames }, (_, frame) =>
            project(cameraPose(movement, frame / (frames - 1), view, frames), plane, view, focus),
          );
          const jolts = corners.flatMap(({ x, y }) => [
            joltOf(projections.map(({ offsetX, scale }) => offsetX + x * scale)),
            joltOf(projections.map(({ offsetY, scale }) => offsetY + y * scale)),
          ]);
          expect(Math.max(...jolts)).toBeLessThanOrEqual(0.05);
        }
      }
    }
  });
});

/** Units of a drawing: half the hair, and from its top (a bun) to the brows. */
const HAIR_HALF_WIDTH = 62;
const HAIR_TO_BROW = 85;

/** The largest change of speed from one frame to the next. */
function joltOf(places: number[]): number {
  const jolts = places.slice(1, -1).map((place, index) => (places[index + 2] ?? 0) - 2 * place + (places[index] ?? 0));
  return Math.max(...jolts.map(Math.abs));
}
