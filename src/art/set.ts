import { Random } from '../common/random.js';
import { type TimeOfDay } from '../common/vocabulary.js';
import { mix } from './colour.js';
import { Drawing } from './drawing.js';
import { type SetName, type Weather } from './look.js';
import { paletteOf } from './palette.js';
import { drawCafe } from './cafe.set.js';
import { drawRiverside } from './riverside.set.js';
import { drawRainyStreet, drawStreet } from './street.set.js';
import { drawOffice } from './office.set.js';
import { drawBedroom } from './bedroom.set.js';
import { drawChamber } from './chamber.set.js';
import { drawClassroom } from './classroom.set.js';
import { drawForest } from './forest.set.js';
import { drawHospital } from './hospital.set.js';
import { drawSeaside } from './seaside.set.js';
import { drawCorridor } from './corridor.set.js';
import { drawKitchen } from './kitchen.set.js';
import { drawStation } from './station.set.js';
import { drawGarage } from './garage.set.js';
import { drawLibrary } from './library.set.js';
import { drawHall } from './hall.set.js';
import { drawShop } from './shop.set.js';
import { drawSpaceship } from './spaceship.set.js';
import { drawPlayground } from './playground.set.js';
import { drawYard } from './yard.set.js';
import { drawChurch } from './church.set.js';
import { drawGallery } from './gallery.set.js';
import { drawCourt } from './court.set.js';
import { drawDarkroom } from './darkroom.set.js';
import { drawAttic } from './attic.set.js';
import { drawSailingShip, drawShip } from './ship.set.js';
import { drawGrassland } from './grassland.set.js';
import { drawDesert } from './desert.set.js';
import { drawGym } from './gym.set.js';
import { drawStudio } from './studio.set.js';
import { drawPlatform } from './platform.set.js';
import { drawTrain } from './train.set.js';
import { drawWarehouse } from './warehouse.set.js';
import { drawHome } from './home.set.js';
import { drawInterior } from './interior.set.js';
import { drawPalace } from './palace.set.js';
import { drawCourtyard } from './courtyard.set.js';
import { drawExterior } from './exterior.set.js';
import { drawRooftop } from './rooftop.set.js';
import { drawArchive } from './archive.set.js';
import { drawCave } from './cave.set.js';
import { drawDungeon } from './dungeon.set.js';
import { drawInn } from './inn.set.js';
import { drawMountain } from './mountain.set.js';
import { drawOldStreet } from './old-street.set.js';
import { drawRiverbank } from './riverbank.set.js';
import { drawRuin } from './ruin.set.js';
import { drawVillage } from './village.set.js';
import { type Particles, type SetPainter, type Stage, STAGE_HEIGHT, STAGE_WIDTH } from './stage.js';

export interface SetScene {
  set: SetName;
  time: TimeOfDay;
  weather: Weather;
  seed: number;
}

/** A set as SVG documents of the logical stage, from back to front; people stand between `mid` and `fore`. */
export interface SetLayers {
  /** Opaque, covers everything. */
  far: string;
  mid: string | null;
  fore: string | null;
  particles: Particles;
  width: 1600;
  height: 900;
}

const PAINTERS: Record<SetName, SetPainter> = {
  rooftop: drawRooftop,
  cafe: drawCafe,
  riverside: drawRiverside,
  street: drawStreet,
  rainy_street: drawRainyStreet,
  office: drawOffice,
  classroom: drawClassroom,
  hospital: drawHospital,
  home: drawHome,
  bedroom: drawBedroom,
  interior: drawInterior,
  exterior: drawExterior,
  palace: drawPalace,
  chamber: drawChamber,
  courtyard: drawCourtyard,
  forest: drawForest,
  seaside: drawSeaside,
  train: drawTrain,
  warehouse: drawWarehouse,
  archive: drawArchive,
  ruin: drawRuin,
  mountain: drawMountain,
  old_street: drawOldStreet,
  dungeon: drawDungeon,
  village: drawVillage,
  inn: drawInn,
  riverbank: drawRiverbank,
  cave: drawCave,
  platform: drawPlatform,
  corridor: drawCorridor,
  kitchen: drawKitchen,
  station: drawStation,
  garage: drawGarage,
  library: drawLibrary,
  hall: drawHall,
  shop: drawShop,
  spaceship: drawSpaceship,
  playground: drawPlayground,
  yard: drawYard,
  church: drawChurch,
  gallery: drawGallery,
  court: drawCourt,
  darkroom: drawDarkroom,
  attic: drawAttic,
  ship: drawShip,
  sailing_ship: drawSailingShip,
  grassland: drawGrassland,
  desert: drawDesert,
  gym: drawGym,
  studio: drawStudio,
};

/** Draws a set: the same scene gives the same bytes. */
export function drawSet(scene: SetScene): SetLayers {
  const stage = stageOf(scene);
  const particles = PAINTERS[scene.set](stage);
  const documentOf = (drawing: Drawing) => drawing.document({ x: 0, y: 0, width: STAGE_WIDTH, height: STAGE_HEIGHT });
  return {
    far: documentOf(stage.far),
    mid: stage.mid.isEmpty ? null : documentOf(stage.mid),
    fore: stage.fore.isEmpty ? null : documentOf(stage.fore),
    particles,
    width: STAGE_WIDTH,
    height: STAGE_HEIGHT,
  };
}

function stageOf({ time, weather, seed }: SetScene): Stage {
  const palette = paletteOf(time, weather);
  return {
    time,
    weather,
    palette,
    random: new Random(seed),
    far: new Drawing(),
    mid: new Drawing(),
    fore: new Drawing(),
    outdoors: (colour) => mix(colour, palette.outdoors.tone, palette.outdoors.share),
    indoors: (colour) => mix(colour, palette.indoors.tone, palette.indoors.share),
  };
}
