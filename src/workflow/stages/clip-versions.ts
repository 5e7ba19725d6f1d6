import { DRAWING_VERSION } from '../../art/drawing-version.js';
import { type StoredClipPlan } from './clip-planner.js';

/** How pictures of another shape are put into a film: goes up when they look otherwise. */
const FITTING_VERSION = 1;
/** How one shot goes over into the next. */
const BLENDING_VERSION = 1;

/** A clip of drawings is another one when we draw otherwise, one of a vendor's or a user's pictures when we fit them otherwise. */
export function versionsOf({ shot, transition }: StoredClipPlan): object {
  const kinds = [shot, ...(transition ? [transition.previous] : [])].map(({ source }) => source.kind);
  return {
    ...(kinds.includes('drawn') && { drawing: DRAWING_VERSION }),
    ...(kinds.some((kind) => kind !== 'drawn') && { fitting: FITTING_VERSION }),
    ...(transition && { blending: BLENDING_VERSION }),
  };
}
