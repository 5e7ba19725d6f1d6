import { DYNAMIC, itemOf, type StepPlan } from './plan.js';

/** The steps of a plan for the episodes and shots that there are. */

/** A shot that steps are planned for. `shows` is the shot before it if its transition still shows that one. */
export interface PlannedShot {
  id: string;
  shows: string | null;
  /** Somebody is to look at its picture; absent: nobody could, or there is nothing to be seen in it. */
  isSeen?: boolean;
  /** Ids of those who are seen in it and are to have a portrait; absent: nobody is. */
  portraits?: string[];
}

export interface PlannedStep {
  plan: StepPlan;
  item: string;
  /** Items (`part` or `part:subject`) of the same job that must be done first. */
  dependsOn: string[];
}

/** The steps a job starts with: those for the job, for each episode and for each given shot. Others come with a storyboard. */
export function initialSteps(
  plans: StepPlan[],
  { episodes, shots = [] }: { episodes: number[]; shots?: PlannedShot[] },
): PlannedStep[] {
  const perOf = new Map(plans.map((plan) => [plan.part, plan.per]));
  const itemsOf = (part: string, episode: number | null): string[] => {
    const per = perOf.get(part);
    if (per === 'job') {
      return [part];
    }
    if (per === 'episode') {
      return (episode === null ? episodes : [episode]).map((each) => itemOf(part, each));
    }
    return shots.map(({ id }) => itemOf(part, id));
  };
  const fixed = plans.filter((plan) => !DYNAMIC.includes(plan.per));
  const steps = fixed.flatMap((plan) => {
    const needs = (episode: number | null) => plan.after.flatMap((part) => itemsOf(part, episode));
    return plan.per === 'job'
      ? [{ plan, item: plan.part, dependsOn: needs(null) }]
      : episodes.map((episode) => ({ plan, item: itemOf(plan.part, episode), dependsOn: needs(episode) }));
  });
  return [...steps, ...shotSteps(plans, null, shots)];
}

/** The steps that shots bring, in their order: those of an episode's storyboard, or (null) those a job is for. */
export function shotSteps(plans: StepPlan[], episode: number | null, shots: PlannedShot[]): PlannedStep[] {
  const perOf = new Map(plans.map((plan) => [plan.part, plan.per]));
  return plans
    .filter((plan) => DYNAMIC.includes(plan.per))
    .flatMap((plan) =>
      subjectsOf(plan, shots).map(({ id, shows, isSeen = false, portraits = [] }) => {
        const own = plan.after.flatMap((part) => {
          switch (perOf.get(part)) {
            case 'character':
              return portraits.map((each) => itemOf(part, each));
            case 'job':
              return part;
            case 'episode':
              return itemOf(part, episode ?? id);
            case 'seen shot':
              return isSeen ? itemOf(part, id) : [];
            case 'first shot':
              return id === shots.at(0)?.id ? itemOf(part, id) : [];
            case 'last shot':
              return id === shots.at(-1)?.id ? itemOf(part, id) : [];
            default:
              return itemOf(part, id);
          }
        });
        const previous = shows ? plan.afterPrevious.map((part) => itemOf(part, shows)) : [];
        return { plan, item: itemOf(plan.part, id), dependsOn: [...own, ...previous] };
      }),
    );
}

/** What there is a step of a plan for: each shot, one of them, or whoever is seen in them. */
function subjectsOf({ per }: StepPlan, shots: PlannedShot[]): PlannedShot[] {
  switch (per) {
    case 'character':
      return [...new Set(shots.flatMap(({ portraits = [] }) => portraits))].map((id) => ({ id, shows: null }));
    case 'seen shot':
      return shots.filter(({ isSeen }) => isSeen);
    case 'first shot':
      return shots.slice(0, 1);
    case 'last shot':
      return shots.slice(-1);
    default:
      return shots;
  }
}

/** What steps of an episode, and of the job, wait for, in addition, once its shots are known: item → items. */
export function addedDependencies(plans: StepPlan[], episode: number, steps: PlannedStep[]): Map<string, string[]> {
  const added = new Map<string, string[]>();
  for (const { part, per, after } of plans.filter((plan) => !DYNAMIC.includes(plan.per))) {
    const needs = steps.filter((step) => after.includes(step.plan.part)).map((step) => step.item);
    if (needs.length > 0) {
      added.set(per === 'episode' ? itemOf(part, episode) : part, needs);
    }
  }
  return added;
}
