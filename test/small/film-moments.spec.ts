import { describe, expect, it } from '@jest/globals';
import { extentOf, passagesOf, picturesOf } from '../../src/workflow/exports/film-moments.js';
import { type FilmTimeline, type TimelineClip } from '../../src/workflow/exports/film-timeline.js';

/** A film of a title card and shots so long, each but the first dissolving out of the one before. */
function filmOf(lengths: number[], dissolve = 10): FilmTimeline {
  let startFrame = 0;
  const clips = [50, ...lengths].map((frames, index): TimelineClip => {
    const clip: TimelineClip = {
      ...{ kind: index === 0 ? 'title' : 'shot', name: `c${index}`, note: '', key: `k${index}`, startFrame, frames },
      transition: index > 1 ? { kind: 'dissolve', frames: dissolve } : null,
    };
    startFrame += frames;
    return clip;
  });
  const profile = { width: 1280, height: 720, fps: 25 };
  return { title: '', language: 'zh', profile, frames: startFrame, clips, stems: [], captions: [] };
}

/** The shots that these frames are of, 1 being the first. */
const shotsAt = ({ clips }: FilmTimeline, frames: number[]): number[] =>
  frames.map((frame) => clips.findIndex((clip) => frame >= clip.startFrame && frame < clip.startFrame + clip.frames));

describe('the moments of a film', () => {
  it.each([
    ['one shot', [200]],
    ['three shots', [60, 70, 80]],
    ['many shots', Array<number>(40).fill(75)],
    ['very short shots', [25, 11, 12, 3, 25]],
  ])(
    'of %s in a GIF are 6 s at the most, within shots, after their transitions, in whole pairs of frames',
    (_, lengths) => {
      const film = filmOf(lengths);
      const passages = passagesOf(film);
      expect(passages).toHaveLength(Math.min(4, lengths.length));
      expect(passages.reduce((sum, { frames }) => sum + frames, 0)).toBeLessThanOrEqual(150);
      expect(passages.filter(({ frames }) => frames < 2 || frames % 2 !== 0)).toEqual([]);
      const shown = shotsAt(
        film,
        passages.map(({ startFrame }) => startFrame),
      );
      passages.forEach(({ startFrame, frames }, index) => {
        const shot = film.clips[shown[index] ?? -1];
        const alone = (shot?.startFrame ?? 0) + Math.min(shot?.transition?.frames ?? 0, (shot?.frames ?? 0) - 2);
        expect(shot?.kind).toBe('shot');
        expect(startFrame).toBeGreaterThanOrEqual(alone);
        expect(startFrame + frames).toBeLessThanOrEqual((shot?.startFrame ?? 0) + (shot?.frames ?? 0));
      });
    },
  );

  it('in a GIF are spread over the film: none of them beside another', () => {
    const film = filmOf(Array<number>(40).fill(75));
    const shown = shotsAt(
      film,
      passagesOf(film).map(({ startFrame }) => startFrame),
    );
    expect(shown).toEqual([10, 20, 30, 40]);
  });

  it('on a contact sheet are one of each shot, told by its number and its start', () => {
    const film = filmOf([60, 70, 1500, 75 * 25 * 60, 50]);
    const pictures = picturesOf(film);
    expect(
      shotsAt(
        film,
        pictures.map(({ frame }) => frame),
      ),
    ).toEqual([1, 2, 3, 4, 5]);
    expect(pictures.map(({ caption }) => caption)).toEqual([
      '1 · 0:02',
      '2 · 0:04',
      '3 · 0:07',
      '4 · 1:07',
      '5 · 1:16:07',
    ]);
    // Not where the shot before is still seen.
    expect(pictures[1]?.frame).toBe(50 + 60 + 10 + 30);
  });

  it('of more shots than a sheet has room for leave some out, all over the film', () => {
    const pictures = picturesOf(filmOf(Array<number>(2500).fill(25)));
    expect(pictures).toHaveLength(1000);
    expect(pictures.at(-1)?.caption).toMatch(/^2500 · /);
  });

  it('are counted in the film’s own language', () => {
    const film = filmOf([60, 70]);
    expect(extentOf(film)).toBe('共 2 个镜头 · 0:07');
    expect(extentOf({ ...film, language: 'en' })).toBe('2 shots · 0:07');
    expect(extentOf({ ...filmOf([60]), language: 'en' })).toBe('1 shot · 0:04');
  });
});
