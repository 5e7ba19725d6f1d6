import { ambienceOf } from '../../src/workflow/ambience.js';

it.each([
  ['江边', 'clear', 'day', 'water'],
  ['海边的沙滩', 'clear', 'dusk', 'waves'],
  ['江边的咖啡馆', 'clear', 'day', 'crowd'],
  ['上海街头', 'clear', 'night', 'street'],
  ['天台', 'clear', 'night', 'wind'],
  ['雨夜的街道', 'rain', 'night', 'rain'],
  ['公司会议室', 'clear', 'day', 'ventilation'],
  ['公司会议室', 'rain', 'day', 'rain'],
  ['林晚家的客厅', 'clear', 'day', 'room'],
  ['城郊仓库', 'clear', 'night', 'hall'],
  ['火车车厢', 'clear', 'day', 'train'],
  ['火车站', 'clear', 'day', 'crowd'],
  ['医院病房', 'clear', 'day', 'ventilation'],
  ['树林', 'clear', 'day', 'birds'],
  ['树林', 'clear', 'night', 'crickets'],
  ['树林', 'snow', 'day', 'wind'],
  ['山顶', 'clear', 'dawn', 'wind'],
  ['the night market', 'clear', 'night', 'street'],
  ['an old warehouse', 'clear', 'night', 'hall'],
  ['渡口', 'clear', 'day', 'water'],
  ['山村', 'clear', 'night', 'crickets'],
  ['古街', 'clear', 'day', 'crowd'],
  ['the buried temple', 'clear', 'day', 'wind'],
  ['a beach', 'clear', 'day', 'waves'],
] as const)('at %s (%s, %s) one hears %s', (location, weather, timeOfDay, heard) => {
  expect(ambienceOf({ location, weather, timeOfDay })).toBe(heard);
});
