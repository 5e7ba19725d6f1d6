import { type Clothes } from './look.js';

/** Colours of cloth and hair that go together. */

/** What hair is like unless the words or the world say otherwise. */
export const DARK_HAIRS = ['#17161d', '#2a2029', '#33231d', '#1d2430', '#45302a', '#241a17', '#3a2a31'] as const;
/** Of people with western names, and of worlds of fantasy. */
export const WESTERN_HAIRS = ['#2a2029', '#4a2f22', '#8a4a2a', '#6e4a2f', '#c99a55', '#33231d', '#a5633a'] as const;
export const FANTASY_HAIRS = ['#1d2430', '#2a2029', '#4a2f22', '#8a4a2a', '#c9ccd6', '#5a3a2a', '#c99a55'] as const;
export const GREY_HAIRS = ['#d9d9dc', '#eeece8', '#b3b5bc', '#c8c3bb'] as const;

export const TOP_COLOURS: Record<Clothes, readonly string[]> = {
  casual: ['#d96c4f', '#4f8f7a', '#e0a93f', '#5b7fc7', '#b05a8c', '#6f9a3f', '#8d6fc2', '#d8d2c4', '#3f9bb0'],
  suit: ['#2d3a5e', '#3a3d45', '#5a2f3e', '#2f4f4a', '#6b5a4a', '#4a4270', '#8a8f9c', '#23252d'],
  coat: ['#b8574f', '#c39a6b', '#3f5f6b', '#7a5a86', '#5d6b45', '#8c3f4a', '#3d4660', '#d9c6a8'],
  dress: ['#e58a9b', '#6f9fd8', '#b78ad6', '#f0b35a', '#5fae96', '#d65a5a', '#e9e2ea', '#4a5690'],
  uniform: ['#2d3f6b', '#3f5a4a', '#6b2f3a', '#4a4a55', '#5a6f8f', '#7a6a52'],
  cardigan: ['#8a5a44', '#5f7358', '#7a4a5a', '#4f6480', '#b08a5a', '#6b6470', '#a8554a'],
  trench: ['#b99b6b', '#8f8268', '#5a5548', '#a58a72', '#4a5058'],
  police: ['#2b3a5c', '#25304a', '#33466b', '#1f2b40'],
  medical: ['#f2f5f7', '#e6eff2', '#f4f1ea', '#e3ebe4'],
  nurse: ['#cfe5ef', '#f3d9e0', '#d5ebe0', '#eef3f7'],
  chef: ['#f7f6f2', '#ecebe6', '#f2ece2', '#e3e6ea'],
  apron: ['#5f7a8f', '#a8654a', '#6b7f55', '#8a5f7a', '#c9a06a', '#4f5f6b'],
  workwear: ['#3f5f8f', '#c9803a', '#4f6b55', '#5a5f68', '#8a4a3f'],
  official: ['#8e1f2f', '#24476b', '#2f5f4f', '#5a2f6b', '#7a4a22'],
  armour: ['#3d4a66', '#6b3a34', '#4a4f57', '#2f5a58', '#5f5138'],
  cloak: ['#3f4f9a', '#6f3f8a', '#2f7a72', '#a8493f', '#c9b98a', '#4a6a35'],
  hanfu: ['#b23a48', '#4f8a8b', '#6a5aa8', '#d9a441', '#e6dfd0', '#3f6ca8', '#7d9a5a', '#d78a9a'],
  robe: ['#6b7f8a', '#8a7355', '#5f6f52', '#93614a', '#77688a', '#a89a7c', '#4f6470'],
  ruqun: ['#e3a5ae', '#8fb8c9', '#c9b0dc', '#f0d9a8', '#a5c7a0', '#d97f72', '#f0e6dc'],
  court: ['#a32638', '#c9912f', '#6a2f6b', '#24476b', '#2f5f4f'],
  monk: ['#c9883a', '#8f6f4a', '#7a6f68', '#a8653a'],
  mage: ['#3a3f7a', '#55336b', '#2f5a66', '#6b2f3f', '#4a5a3a'],
  tunic: ['#5f7a4a', '#8a5f3a', '#4a6a7a', '#9a4f3f', '#7a6a9a', '#b0904f'],
  knight: ['#8d97a5', '#a39a8a', '#6f7a8a', '#7f6f62'],
  pirate: ['#6b2a32', '#24365a', '#3a4a3a', '#4a3550'],
};

export const LOWER_COLOURS: Record<Clothes, readonly string[]> = {
  casual: ['#3a4a6b', '#2f3038', '#6b6257', '#51617a'],
  suit: ['#23263a', '#2b2c32', '#3b3038'],
  coat: ['#2f2a3a', '#39424f', '#4a3a34'],
  dress: ['#5a3a44', '#3f3a52', '#7a5a4a'],
  uniform: ['#3a3f52', '#54504f', '#2f3444'],
  cardigan: ['#4a4438', '#3a3f4a', '#5a5048', '#37333a'],
  trench: ['#2f2d2a', '#3a3a40', '#26303a'],
  police: ['#1f2738', '#232838'],
  medical: ['#3f5a6b', '#4a4f5a', '#33475a'],
  nurse: ['#e6eef2', '#f2e6ea'],
  chef: ['#3a3d45', '#2f2f36', '#55565e'],
  apron: ['#3a3f4f', '#4a3f38', '#37404a'],
  workwear: ['#2f3f5f', '#3f4450', '#54432f'],
  official: ['#2a2a33', '#33262a'],
  armour: ['#2f2a2e', '#3a3430', '#26303a'],
  cloak: ['#2b2f52', '#4a2440', '#1f4440', '#3f3427', '#54202a'],
  hanfu: ['#f1e4d0', '#c9d8d6', '#e8cfd0', '#3f4a66', '#d8cfe6'],
  robe: ['#4a4038', '#59616b', '#6b5b4a', '#3f4a4f'],
  ruqun: ['#c2555f', '#4f86a0', '#7a62a8', '#e0a04f', '#5f9070', '#d98a9a'],
  court: ['#7a1a2a', '#3a2a4a', '#8a5f1f'],
  monk: ['#6b4a2a', '#5a5048'],
  mage: ['#26264a', '#33203f', '#1f3a40'],
  tunic: ['#4a3f33', '#3a4038', '#54453a', '#39404a'],
  knight: ['#3a3f4a', '#463a38'],
  pirate: ['#d9cdb5', '#3a3436', '#5a4a3a'],
};

/** Under the upper garment of men in robes. */
export const DARK_ROBES = ['#3f4a66', '#4a4038', '#59616b', '#6b5b4a'] as const;

export const ACCENTS = [
  '#8a2036',
  '#f3ead8',
  '#e0b04a',
  '#3f7f8c',
  '#7a4fa0',
  '#e9eef5',
  '#c2553f',
  '#52704a',
] as const;
