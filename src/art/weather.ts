import { type Weather, WEATHERS } from './look.js';

/** What the weather is at a place told in free text, Chinese or English. */

const TOLD: readonly (readonly [Weather, RegExp])[] = [
  ['rain', /rain|storm|drizzle|雨|雷/i],
  ['snow', /snow|sleet|雪/i],
  ['fog', /fog|mist|haze|雾|霾/i],
];

/** Names of people and places hold the same characters: here only whole words of weather count. */
const NAMED: readonly (readonly [Weather, RegExp])[] = [
  [
    'rain',
    /雨[中夜天里巷幕季]|[下大小暴细阴梅冷风雷阵]雨|\brain(?:y|ing|storm)?\b|\b(?:thunder)?storm\b|\bdrizzl(?:e|ing)\b/i,
  ],
  ['snow', /雪[中夜天地里原]|[下大小暴风飞]雪|\bsnow(?:y|ing|storm)?\b|\bblizzard\b/i],
  ['fog', /雾[中天里气都]|[大浓迷晨薄夜]雾|\bfog(?:gy)?\b|\bmisty?\b/i],
];

/** The weather that is told; where that is clear or unknown, the one that the place is named after. */
export function weatherOf(told: string, location: string): Weather {
  const exact = WEATHERS.find((weather) => weather === told);
  const weather = exact ?? TOLD.find(([, words]) => words.test(told))?.[0] ?? 'clear';
  return weather === 'clear' ? (NAMED.find(([, words]) => words.test(location))?.[0] ?? 'clear') : weather;
}
