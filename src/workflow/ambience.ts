import { type SetName } from '../art/look.js';
import { setOf } from '../art/place.js';
import { weatherOf } from '../art/weather.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { type AmbienceKind } from '../offline/composer.js';

/** What is heard at a place: it goes by the set that is drawn, and within a set by the words. */

const HEARD_IN: Record<SetName, AmbienceKind> = {
  rooftop: 'wind',
  cafe: 'crowd',
  riverside: 'water',
  seaside: 'waves',
  street: 'street',
  rainy_street: 'street',
  exterior: 'birds',
  courtyard: 'birds',
  forest: 'birds',
  hospital: 'ventilation',
  office: 'ventilation',
  train: 'train',
  warehouse: 'hall',
  palace: 'hall',
  classroom: 'room',
  bedroom: 'room',
  home: 'room',
  chamber: 'room',
  interior: 'room',
  archive: 'room',
  ruin: 'wind',
  mountain: 'wind',
  old_street: 'crowd',
  dungeon: 'hall',
  village: 'birds',
  inn: 'crowd',
  riverbank: 'water',
  cave: 'hall',
  platform: 'crowd',
  station: 'crowd',
  shop: 'crowd',
  corridor: 'hall',
  garage: 'hall',
  hall: 'hall',
  church: 'hall',
  court: 'hall',
  gallery: 'hall',
  kitchen: 'room',
  library: 'room',
  spaceship: 'ventilation',
  playground: 'birds',
  yard: 'birds',
  darkroom: 'room',
  attic: 'room',
  ship: 'waves',
  sailing_ship: 'waves',
  grassland: 'wind',
  desert: 'wind',
  gym: 'hall',
  studio: 'hall',
};

/** Words that say more than a set does. */
const HEARD_AT: [sets: SetName[], words: RegExp, heard: AmbienceKind][] = [
  [['riverside'], /公园|\bpark/i, 'birds'],
  [['exterior', 'courtyard'], /山|崖|漠|雪|城[墙门]|mountain|cliff|hill|desert|wall|gate/i, 'wind'],
  [['interior'], /实验|\blab/i, 'ventilation'],
  [['hall'], /影院|宴会|cinema|ball/i, 'crowd'],
  [['corridor'], /医院|诊所|写字楼|办公|公司|hospital|clinic|office|company/i, 'ventilation'],
  [['library'], /书店|书城|book ?s/i, 'crowd'],
];

/** No rain is heard below the ground and none falls in space. */
const DEAF_TO_WEATHER = new Set<SetName>(['garage', 'spaceship']);

const OUTDOORS = new Set<AmbienceKind>(['birds', 'street', 'wind']);

/** What is heard at a place: rain through every window, no birds by night or in the snow. */
export function ambienceOf(scene: { location: string; weather: string; timeOfDay: TimeOfDay }): AmbienceKind {
  const weather = weatherOf(scene.weather, scene.location);
  const set = setOf(scene.location);
  if (weather === 'rain' && !DEAF_TO_WEATHER.has(set)) {
    return 'rain';
  }
  const told = HEARD_AT.find(([sets, words]) => sets.includes(set) && words.test(scene.location));
  const heard = told?.[2] ?? HEARD_IN[set];
  if (weather === 'snow' && OUTDOORS.has(heard)) {
    return 'wind';
  }
  return heard === 'birds' && scene.timeOfDay === 'night' ? 'crickets' : heard;
}
